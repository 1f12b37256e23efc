"""Made-up tutors by the hundred thousand, the questions asked of them, and who answers these beside Etude."""
