import type { Mandate } from "../../identity/mandate";

/** A mandate with which nothing is wrong on the day of the tests. */
export const MANDATE: Mandate = {
  owner: "team-shop",
  controlOwner: "team-platform-security",
  purpose: "Stores the files that customers upload",
  approver: "security-review-board",
  monitor: "soc-on-call",
  revoker: "platform-on-call",
  reviewDate: "2027-03-31",
  expiry: "2027-09-30",
  environment: "production",
};

/** The tags that carry it. */
export const MANDATE_TAGS = {
  owner: "team-shop",
  "control-owner": "team-platform-security",
  purpose: "Stores the files that customers upload",
  approver: "security-review-board",
  monitor: "soc-on-call",
  revoker: "platform-on-call",
  "review-date": "2027-03-31",
  expiry: "2027-09-30",
  environment: "production",
};
