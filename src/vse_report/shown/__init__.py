"""What is shown of kept frames: one function a figure, with its alt text and what is drawn."""
