"""The stories of the demo, one case each, found by being there: DAYS_AGO, WHO and play. All people are invented."""
