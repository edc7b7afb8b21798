-- drops: notes
DROP TABLE "notes";