"""Documents of the city as tagged PDF (PDF/UA): the plan and letters, built from frozen values alone."""
