"""How the packaged instances were made: published figures, assumptions and the arithmetic between them."""
