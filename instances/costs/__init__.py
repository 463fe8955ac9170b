"""What placements cost: S251 child-level returns and Placements North West censuses, merged as prices."""
