"""What panels draw with: artists and letters at the bottom, then axes, paths and names, then whole plots."""
