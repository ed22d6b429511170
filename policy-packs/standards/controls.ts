/**
 * Control catalogues that rules cite as `CATALOGUE:CONTROL`. A rule that cites a control which does not stand here does
 * not compile.
 */
export const CONTROLS = {
  "OWASP-NHI-2025:NHI1": "Improper offboarding",
  "OWASP-NHI-2025:NHI2": "Secret leakage",
  "OWASP-NHI-2025:NHI3": "Vulnerable third-party NHI",
  "OWASP-NHI-2025:NHI4": "Insecure authentication",
  "OWASP-NHI-2025:NHI5": "Overprivileged NHI",
  "OWASP-NHI-2025:NHI6": "Insecure cloud deployment configurations",
  "OWASP-NHI-2025:NHI7": "Long-lived secrets",
  "OWASP-NHI-2025:NHI8": "Environment isolation",
  "OWASP-NHI-2025:NHI9": "NHI reuse",
  "OWASP-NHI-2025:NHI10": "Human use of NHI",
  "NIST-CSF-2.0:PR.AA-01": "Identities and credentials for authorized users, services, and hardware are managed",
  "NIST-CSF-2.0:PR.AA-05":
    "Access permissions, entitlements, and authorizations are defined, managed, enforced and reviewed",
  "NIST-CSF-2.0:GV.RR-02":
    "Roles, responsibilities, and authorities related to cybersecurity risk management are established",
  "NIST-CSF-2.0:ID.AM-08": "Systems, hardware, software, services, and data are managed throughout their life cycles",
  "NIST-800-53r5:AC-2": "Account management",
  "NIST-800-53r5:AC-3": "Access enforcement",
  "NIST-800-53r5:AC-6": "Least privilege",
  "NIST-800-53r5:CM-8": "System component inventory",
  "NIST-800-53r5:IA-5": "Authenticator management",
  "NIST-800-53r5:IA-5(7)": "No embedded unencrypted static authenticators",
  "NIST-800-53r5:IA-9": "Service identification and authentication",
  "NIST-800-53r5:SC-12": "Cryptographic key establishment and management",
  "CIS-AWS-3.0.0:1.16": "Ensure IAM policies that allow full *:* administrative privileges are not attached",
  "CIS-AWS-3.0.0:5.6": "Ensure that EC2 metadata service only allows IMDSv2",
  "CIS-AZURE-5.0.0:5.3.3": "Use of the User Access Administrator role is restricted",
  "CIS-AZURE-5.0.0:5.23": "No custom role administers a subscription",
  "CIS-AZURE-5.0.0:8.3.3": "Secrets in key vaults with RBAC have an expiration date",
  "CIS-AZURE-5.0.0:8.3.4": "Secrets in key vaults without RBAC have an expiration date",
  "CIS-AZURE-5.0.0:9.3.1.3": "Storage accounts do not allow access by account key",
} as const;

export type ControlId = keyof typeof CONTROLS;
