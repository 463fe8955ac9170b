"""What the optimiser tells while it works."""


class Progress:
    """Receives the optimiser's progress; every method does nothing unless overridden."""

    def on_stage(self, stage: str) -> None:
        """Called when a stage begins: a short description in words."""

    def on_bound(self, seconds: float, objective_gbp: float | None, bound_gbp: float | None) -> None:
        """Called when the best plan or the bound improves; pounds of the objective."""

    def stop_requested(self) -> bool:
        """Asked often; True ends the search with what there is."""
        return False
