"""Words that staff and visitors in Germany, Austria, France and Britain say every day lead to the need that is meant."""

from __future__ import annotations

import pytest

from cafematch.reading.proposing import needs_in
from shipped import neuwerder

WORDS = """
safety.suicidality         | ich will sterben; suicidaire
safety.domestic_violence   | Betretungsverbot; violences conjugales
safety.sexual_violence     | Vergewaltigung
safety.child_endangerment  | Gefährdungsmeldung; maltraitance
safety.threat_stalking     | Zwangsheirat
safety.medical_emergency   | Notaufnahme
housing.roofless_tonight   | Notschlafstelle; roofless; 115
housing.eviction_risk      | Delogierung; section 21
housing.rent_arrears       | Mietzinsrückstand
housing.search             | Gemeindewohnung; council house; HLM
basic.food_insecurity      | Tafel
basic.clothing_household   | Kleiderkammer; vestiaire
basic.postal_address       | Hauptwohnsitzbestätigung
basic.energy_cutoff        | Stromsperre; chèque énergie
money.benefits_claim       | Mindestsicherung; Universal Credit; APL
money.debts                | Inkasso; Privatkonkurs
money.account_seized       | P-Konto
money.child_benefits       | Kindergeld; allocations familiales
status.residence_permit    | Fiktionsbescheinigung
status.asylum_procedure    | Anhörung; OFPRA
status.deportation_threat  | Schubhaft
health.no_insurance        | Gesundheitskarte; AME
health.physical_untreated  | Zahnschmerzen
health.mental_distress     | Panikattacken; dépression
health.disability_support  | Schwerbehindertenausweis
health.care_need           | Pflegegeld; care home
language.local_basic       | Deutschkurs
language.interpreting      | Dolmetscherin; interprète
work.recognition           | Nostrifizierung
work.rights_dispute        | Arbeiterkammer; prud'hommes
work.training              | Lehrstelle
family.childcare           | Kita; nounou
family.separation_custody  | Obsorge; pension alimentaire
family.school_support      | Nachhilfe; aide aux devoirs
social.contribute          | Ehrenamt
admin.letter_deadline      | RSb-Brief; lettre recommandée
admin.online_access        | ID Austria
admin.registration         | Meldezettel; attestation d'hébergement
situation.prison_release   | JVA
situation.fine_default     | Ersatzfreiheitsstrafe; jours-amende
situation.crime_victim     | Opferhilfe
situation.care_leaver      | Careleaver; contrat jeune majeur
situation.bereavement      | Begräbnis
"""


@pytest.mark.parametrize(
    ("words", "need"),
    [
        (words.strip(), need.strip())
        for need, _, said in (line.partition("|") for line in WORDS.strip().splitlines())
        for words in said.split(";")
    ],
)
def test_what_people_say_leads_to_the_need(words: str, need: str) -> None:
    assert needs_in(words, neuwerder().catalog.vocabulary)[0] == need
