"""Press contacts on other websites: the script, the frame, and the page that gives the line to paste."""
