"""From a request to finished files: plan, execute, render, write, and the manifest of it all."""
