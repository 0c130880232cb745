"""The tables of casework, all in the schema `casework`. Personal data lives here and in the engine's record."""

from processes.casework.models.cases import Access, Assignment, CaseFile, ErasureDate, Intake, NumberYear
from processes.casework.models.common import Common
from processes.casework.models.consulting import Aftercare, Appointment, Assessment, Consultation, ContactNote, Review
from processes.casework.models.people import Address, Client, Contact, Household, HouseholdMember, Representation
from processes.casework.models.plans import Amendment, Document, Goal, Plan, Signature, Stage, Step

__all__ = [
    "Access",
    "Address",
    "Aftercare",
    "Amendment",
    "Appointment",
    "Assessment",
    "Assignment",
    "CaseFile",
    "Client",
    "Common",
    "Consultation",
    "Contact",
    "ContactNote",
    "Document",
    "ErasureDate",
    "Goal",
    "Household",
    "HouseholdMember",
    "Intake",
    "NumberYear",
    "Plan",
    "Representation",
    "Review",
    "Signature",
    "Stage",
    "Step",
]
