"""Danish wording of numbers, and sentences that record every number they print."""
