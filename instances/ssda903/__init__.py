"""The SSDA903 return (children looked after) to an instance: one module a job."""
