-- drops: labels
DROP TABLE "labels";
