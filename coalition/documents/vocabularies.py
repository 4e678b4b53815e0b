"""The controlled lists a paper is described with: code -> the words that people read.

Codes are stored in revisions, in the search index and in exported files, so a code is never
renamed or given a second meaning; only its label may change. Order is the order of the lists
on the page: roughly that of a case.
"""

from types import MappingProxyType
from typing import Final

Vocabulary = MappingProxyType[str, str]

OFFENSES: Final[Vocabulary] = MappingProxyType(
    {
        "homicide": "Homicide",
        "vehicular-homicide": "Vehicular homicide",
        "assault": "Assault (no weapon)",
        "assault-with-weapon": "Assault with a weapon",
        "strangulation": "Strangulation",
        "pointing-a-firearm": "Pointing a firearm",
        "reckless-endangerment": "Reckless endangerment",
        "reckless-discharge": "Reckless discharge of a firearm",
        "false-imprisonment": "Unlawful restraint or false imprisonment",
        "kidnapping": "Kidnapping",
        "unlawful-entry": "Burglary or unlawful entry",
        "trespass": "Trespass (including protected places)",
        "criminal-damage": "Criminal damage to property",
        "theft-of-phone": "Theft or taking of a phone",
        "coercion": "Intimidation or coercion",
        "sexual-offenses": "Sexual offenses",
        "harassment": "Harassment",
        "child-endangerment": "Child endangerment",
        "false-report": "False report or statement",
        "perjury": "Perjury",
        "evidence-tampering": "Evidence tampering",
        "official-misconduct": "Official misconduct",
        "obstruction-of-medical-aid": "Obstruction of medical aid",
        "traffic-offenses": "Traffic offenses",
        "impersonation": "Impersonation",
        "identification-and-mask-statutes": "Identification and mask statutes",
        "unlawful-surveillance": "Unlawful surveillance",
        "conspiracy": "Conspiracy or complicity",
        "bias-enhancement": "Bias enhancement",
        "failure-to-render-aid": "Failure to render aid",
    }
)

DEFENSES: Final[Vocabulary] = MappingProxyType(
    {
        "supremacy-clause-authorized-act": "Supremacy Clause immunity: authorized act",
        "supremacy-clause-necessary-and-proper": "Supremacy Clause immunity: necessary and proper",
        "supremacy-clause-belief": "Supremacy Clause immunity: honest, reasonable belief",
        "officer-removal": "Federal officer removal",
        "intergovernmental-immunity": "Intergovernmental immunity",
        "preemption": "Preemption",
        "self-defense": "Self-defense",
        "defense-of-others": "Defense of others",
        "justified-police-force": "Justified police force",
        "execution-of-a-warrant": "Execution of a warrant",
        "consent": "Consent",
        "lawful-order": "Lawful order",
        "mistake-of-fact": "Mistake of fact",
        "lack-of-intent": "Lack of intent",
        "accident": "Accident",
        "identification": "Identification",
        "causation": "Causation",
        "selective-prosecution": "Selective or vindictive prosecution",
        "touhy-or-privilege-bar": "Touhy or privilege bar",
        "state-secrets": "State secrets",
        "venue-or-jury-prejudice": "Venue or jury prejudice",
        "pretrial-publicity": "Pretrial publicity",
        "suppression": "Suppression",
        "authentication": "Authentication",
        "limitations": "Statute of limitations",
        "double-jeopardy": "Double jeopardy",
    }
)

RESPONSES: Final[Vocabulary] = MappingProxyType(
    {
        "outside-authority": "Outside the officer's authority",
        "violated-federal-law": "Violated federal law or the Constitution",
        "breached-policy-or-training": "Breached agency policy or training",
        "force-after-threat-ended": "Force after the threat ended",
        "officer-created-danger": "Officer-created danger",
        "objectively-unreasonable": "Objectively unreasonable",
        "disputed-facts-for-jury": "Disputed facts for the jury",
        "no-colorable-defense": "No colorable federal defense",
        "late-or-waived-removal-ground": "Late or waived removal ground",
        "contradicted-by-video": "Contradicted by video",
        "later-statements": "Later statements",
        "concealment-or-spoliation": "Concealment or spoliation",
        "neutral-generally-applicable-law": "Neutral, generally applicable law",
        "expert-on-force": "Expert on the use of force",
    }
)

STAGES: Final[Vocabulary] = MappingProxyType(
    {
        "report": "Report",
        "preservation": "Preservation of evidence",
        "parallel-federal-inquiry": "Parallel federal inquiry",
        "touhy-demand": "Touhy demand",
        "litigation-for-evidence": "Litigation for evidence",
        "grand-jury-or-complaint": "Grand jury or complaint",
        "charging-decision": "Charging decision",
        "warrant-or-summons": "Warrant or summons",
        "arrest-or-rendition": "Arrest or rendition",
        "arraignment": "Arraignment",
        "removal-notice": "Removal notice",
        "removal-hearing": "Removal hearing",
        "remand": "Remand",
        "remand-appeal": "Remand appeal",
        "immunity-motion": "Immunity motion",
        "immunity-hearing": "Immunity hearing",
        "interlocutory-appeal": "Interlocutory appeal",
        "discovery": "Discovery",
        "suppression": "Suppression",
        "plea": "Plea",
        "trial": "Trial",
        "sentence": "Sentence",
        "appeal": "Appeal",
        "habeas": "Habeas",
        "closed": "Closed",
    }
)

OUTCOMES: Final[Vocabulary] = MappingProxyType(
    {
        "declined-insufficient": "Declined: insufficient evidence",
        "declined-immunity": "Declined: immunity",
        "declined-other": "Declined: other reason",
        "charged": "Charged",
        "no-true-bill": "No true bill",
        "dismissed-immunity": "Dismissed: immunity",
        "dismissed-by-prosecution": "Dismissed by the prosecution",
        "dismissed-other": "Dismissed: other reason",
        "remanded": "Remanded to state court",
        "retained-federal": "Retained in federal court",
        "immunity-denied": "Immunity denied",
        "vacated-as-moot": "Vacated as moot",
        "plea": "Plea",
        "convicted": "Convicted",
        "acquitted": "Acquitted",
        "mistrial": "Mistrial",
        "reversed": "Reversed",
        "pending": "Pending",
        "referred": "Referred",
        "evidence-obtained": "Evidence obtained",
        "evidence-partly-obtained": "Evidence partly obtained",
        "evidence-refused": "Evidence refused",
    }
)

FORUMS: Final[Vocabulary] = MappingProxyType(
    {
        "state-trial": "State trial court",
        "state-appellate": "State appellate court",
        "us-district": "U.S. district court",
        "circuit": "U.S. court of appeals",
        "supreme-court": "U.S. Supreme Court",
        "tribal": "Tribal court",
        "military": "Military court",
        "administrative": "Administrative body",
    }
)

CLIP_KINDS: Final[Vocabulary] = MappingProxyType(
    {
        "local-body-worn": "Body-worn camera, local agency",
        "federal-body-worn": "Body-worn camera, federal agency",
        "dash": "Dash camera",
        "cctv": "CCTV",
        "doorbell": "Doorbell camera",
        "bystander": "Bystander video",
        "livestream": "Livestream",
        "aerial": "Aerial video",
        "plate-reader": "Plate reader",
        "911-and-cad": "911 call and dispatch (CAD) record",
        "radio": "Radio traffic",
        "photo": "Photo",
        "missing-or-refused": "Missing or refused",
    }
)

EVENT_KINDS: Final[Vocabulary] = MappingProxyType(
    {
        "arrival": "Arrival",
        "identification-shown": "Identification shown",
        "identification-requested": "Identification requested",
        "identification-refused": "Identification refused",
        "mask": "Mask worn",
        "command": "Command given",
        "warning": "Warning given",
        "warrant-shown": "Warrant shown",
        "warrant-not-shown": "Warrant not shown",
        "entry": "Entry",
        "stop-or-block": "Stop or block",
        "pursuit": "Pursuit",
        "collision": "Collision",
        "hands-on": "Hands on",
        "takedown": "Takedown",
        "neck-restraint": "Neck restraint",
        "strike": "Strike",
        "restraint-applied": "Restraint applied",
        "restraint-released": "Restraint released",
        "chemical-agent": "Chemical agent used",
        "less-lethal": "Less-lethal weapon used",
        "firearm-drawn": "Firearm drawn",
        "firearm-pointed": "Firearm pointed",
        "firearm-fired": "Firearm fired",
        "weapon-seen": "Weapon seen",
        "weapon-absent": "No weapon seen",
        "surrender": "Surrender",
        "flight": "Flight",
        "injury-visible": "Injury visible",
        "aid-requested": "Medical aid requested",
        "aid-given": "Medical aid given",
        "aid-refused": "Medical aid refused",
        "child-present": "Child present",
        "bystander-warned": "Bystander warned",
        "phone-taken": "Phone taken",
        "recording-blocked": "Recording blocked",
        "camera-off": "Camera off",
        "camera-on": "Camera on",
        "camera-obstructed": "Camera obstructed",
        "statement": "Statement",
        "evidence-moved": "Evidence moved",
        "vehicle-removed": "Vehicle removed",
        "medics-arrive": "Medics arrive",
        "custody-transfer": "Custody transfer",
        "exculpatory-moment": "Exculpatory moment",
        "audio-gap": "Audio gap",
    }
)

CONFIDENCES: Final[Vocabulary] = MappingProxyType(
    {
        "observed": "Observed on the recording",
        "reported": "Reported by someone",
        "inferred": "Inferred from what is shown",
    }
)

OFFSET_BASES: Final[Vocabulary] = MappingProxyType(
    {
        "known-event": "Known event",
        "network-time": "Network time",
        "frame-match": "Frame match",
        "estimate": "Estimate",
    }
)

FLAGS: Final[Vocabulary] = MappingProxyType(
    {
        "exculpatory": "Exculpatory (Brady)",
        "impeachment": "Impeachment (Giglio)",
    }
)

# What the display of a camera counts from. Fixed offsets, because an index holds no dates.
ZONES: Final[Vocabulary] = MappingProxyType(
    {
        "+00:00": "UTC",
        "-04:00": "UTC−04:00 (Eastern daylight, Atlantic)",
        "-05:00": "UTC−05:00 (Eastern standard, Central daylight)",
        "-06:00": "UTC−06:00 (Central standard, Mountain daylight)",
        "-07:00": "UTC−07:00 (Mountain standard, Pacific daylight)",
        "-08:00": "UTC−08:00 (Pacific standard, Alaska daylight)",
        "-09:00": "UTC−09:00 (Alaska standard)",
        "-10:00": "UTC−10:00 (Hawaii)",
        "+10:00": "UTC+10:00 (Guam)",
    }
)

CAMERA_STATES: Final[Vocabulary] = MappingProxyType(
    {
        "on": "On throughout",
        "off-in-part": "Off for part of it",
        "obstructed": "Obstructed",
        "absent": "No camera worn or mounted",
    }
)

CLAIM_SOURCES: Final[Vocabulary] = MappingProxyType(
    {
        "officer-report": "Officer’s or agent’s report",
        "complaint": "Charging document or affidavit",
        "press-statement": "Press statement",
        "social-media": "Official social media post",
        "testimony": "Testimony",
        "interview": "Interview",
        "witness": "Witness statement",
        "other": "Other",
    }
)
