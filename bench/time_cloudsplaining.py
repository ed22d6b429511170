"""Times Cloudsplaining's analysis of each policy document in a file of JSON lines; prints microseconds of
processor time a document.

usage: time_cloudsplaining.py FILE WARM_ROUNDS

The import and the warm rounds, in which its tables of actions are loaded and remembered, are left out.
"""

import json
import sys
import time

from cloudsplaining.scan.policy_document import PolicyDocument

QUESTIONS = (
    "allows_privilege_escalation",
    "allows_data_exfiltration_actions",
    "permissions_management_without_constraints",
    "credentials_exposure",
    "infrastructure_modification",
    "service_wildcard",
)


def judge(document):
    policy = PolicyDocument(document)
    for question in QUESTIONS:
        getattr(policy, question)


with open(sys.argv[1], encoding="utf-8") as file:
    documents = [json.loads(line) for line in file]

for _ in range(int(sys.argv[2])):
    for document in documents:
        judge(document)
begin = time.process_time()
for document in documents:
    judge(document)
print((time.process_time() - begin) / len(documents) * 1e6)
