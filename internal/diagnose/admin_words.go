package diagnose

import "mailasset/internal/msg"

const (
	iamPage    = "{iamPage}"
	policyPage = "https://console.cloud.google.com/iam-admin/orgpolicies"
)

// permissionLexicon tells a role that is missing in Google Cloud from a policy
// of the organisation, and both from what the Gmail API refuses.
func permissionLexicon() lexicon {
	return lexicon{
		"what": {by: "refusedBy", of: map[string]msg.Text{
			"policy": {En: "a policy of the organisation forbids this in Google Cloud", Nl: "een beleidsregel van de organisatie verbiedt dit in Google Cloud"},
		}, other: msg.Text{
			En: "Google refuses this to the account that signed in",
			Nl: "Google staat dit het aangemelde account niet toe",
		}},
		"why": {by: "refusedBy", of: map[string]msg.Text{
			"policy": {En: "It holds for every account, whatever its role. The rule: {constraint}.", Nl: "Die geldt voor elk account, ongeacht de rol. De regel: {constraint}."},
			"role":   {En: "The account lacks a role for it. Needed: {permission}, on {resource}. Google answers the same for a project that does not exist.", Nl: "Het account mist er een rol voor. Nodig: {permission}, op {resource}. Google antwoordt hetzelfde als een project niet bestaat."},
		}, other: msg.Text{
			En: "The account has no right to it. Google's words: {answer}",
			Nl: "Het account heeft er geen recht op. Google zegt: {answer}",
		}},
		"first": {by: "refusedBy", of: map[string]msg.Text{
			"policy": {
				En: "Ask whoever looks after the organisation for an exception: " + policyPage + " -> the rule -> Manage policy.",
				Nl: "Vraag degene die de organisatie beheert om een uitzondering: " + policyPage + " -> de regel -> Manage policy.",
			},
			"role": {
				En: "Check that it is the right account: `gcloud config get-value account`. Another one: `gcloud auth login`.",
				Nl: "Ga na of het het juiste account is: `gcloud config get-value account`. Een ander account: `gcloud auth login`.",
			},
		}, other: msg.Text{
			En: "Check that the right account signed in, else sign in again: `mailasset token {name}`.",
			Nl: "Ga na of het juiste account zich aanmeldde en meld je zo nodig opnieuw aan: `mailasset token {name}`.",
		}},
		"ask": {by: "refusedBy", of: map[string]msg.Text{
			"policy": {},
			"role": {
				En: "If it is, ask whoever looks after {resource} for the role {grant}: {iamPage} -> Grant access.",
				Nl: "Zo ja, vraag de beheerder van {resource} om de rol {grant}: {iamPage} -> Grant access.",
			},
		}, other: msg.Text{
			En: "If it is the right one, ask the owner of the Google project for a role in it: {iamPage} -> Grant access.",
			Nl: "Is het het juiste, vraag dan de eigenaar van het Google-project om een rol: {iamPage} -> Grant access.",
		}},
		"then": {by: "refusedBy", of: map[string]msg.Text{
			"policy": {
				En: "Or use a project to which the rule does not apply: `mailasset setup {name} --answer google.project_id=ID`.",
				Nl: "Of gebruik een project waarvoor de regel niet geldt: `mailasset setup {name} --answer google.project_id=ID`.",
			},
			"role": byHand,
		}},
		"permissionPage": {by: "refusedBy", of: map[string]msg.Text{"policy": {En: policyPage, Nl: policyPage}}, other: msg.Text{En: iamPage, Nl: iamPage}},
	}
}

// credentialLexicon says what is wrong with the credential of the source that
// was meant, or what was found wrong with each when none was.
func credentialLexicon() lexicon {
	return lexicon{
		"what": {by: "source", of: map[string]msg.Text{
			"gcloud":     {En: "gcloud's sign-in cannot be used for Google Cloud", Nl: "de aanmelding van gcloud is niet te gebruiken voor Google Cloud"},
			"adc":        {En: "the Application Default Credentials cannot be used for Google Cloud", Nl: "de Application Default Credentials zijn niet te gebruiken voor Google Cloud"},
			"token-file": {En: "the token in {path} cannot be used for Google Cloud", Nl: "het token in {path} is niet te gebruiken voor Google Cloud"},
		}, other: msg.Text{
			En: "there is no credential for Google Cloud on this computer",
			Nl: "op deze computer zijn er geen aanmeldgegevens voor Google Cloud",
		}},
		"why": {by: "defect", of: map[string]msg.Text{
			"no-program": {En: "gcloud is not installed, or not on the PATH.", Nl: "gcloud is niet geïnstalleerd of staat niet in PATH."},
			"no-file":    {En: "There is no file {path}.", Nl: "Er is geen bestand {path}."},
			"missing":    {En: "Nobody is signed in.", Nl: "Niemand is aangemeld."},
			"expired":    {En: "The sign-in has expired, or its session was ended.", Nl: "De aanmelding is verlopen, of de sessie is beëindigd."},
			"refused":    {En: "Google does not accept the sign-in.", Nl: "Google accepteert de aanmelding niet."},
			"scope":      {En: "The token was not issued for Google Cloud: the scope https://www.googleapis.com/auth/cloud-platform is missing.", Nl: "Het token is niet uitgegeven voor Google Cloud: het bereik https://www.googleapis.com/auth/cloud-platform ontbreekt."},
			"empty":      {En: "Nothing is there where the token should be.", Nl: "Waar het token hoort te staan, staat niets."},
			"unreadable": {En: "What is there cannot be read, or is no such credential.", Nl: "Wat er staat, is niet te lezen of is iets anders."},
			"type":       {En: "They are of the type {type}, not of a person. Only a person accepts terms of service and owns a project.", Nl: "Ze zijn van het type {type} en niet van een persoon. Alleen een persoon accepteert voorwaarden en is eigenaar van een project."},
		}, other: msg.Text{
			En: "Projects are created with the sign-in of a person, and no source has one.",
			Nl: "Projecten worden gemaakt met de aanmelding van een persoon, en geen enkele bron heeft die.",
		}},
		"said": {by: "answer", of: map[string]msg.Text{"": {}}, other: msg.Text{En: "What was said: {answer}", Nl: "De melding: {answer}"}},
		"gcloudSays": {by: "gcloud", of: map[string]msg.Text{
			"":           {},
			"no-program": {En: "gcloud: not installed, or not on the PATH.", Nl: "gcloud: niet geïnstalleerd of niet in PATH."},
			"missing":    {En: "gcloud: nobody is signed in.", Nl: "gcloud: niemand is aangemeld."},
			"expired":    {En: "gcloud: the sign-in has expired.", Nl: "gcloud: de aanmelding is verlopen."},
		}, other: msg.Text{En: "gcloud: it gave no token.", Nl: "gcloud: er kwam geen token uit."}},
		"adcSays": {by: "adc", of: map[string]msg.Text{
			"":        {},
			"no-file": {En: "Application Default Credentials: there is no file.", Nl: "Application Default Credentials: er is geen bestand."},
			"expired": {En: "Application Default Credentials: they have expired.", Nl: "Application Default Credentials: ze zijn verlopen."},
			"type":    {En: "Application Default Credentials: they are not a person's.", Nl: "Application Default Credentials: ze zijn niet van een persoon."},
		}, other: msg.Text{En: "Application Default Credentials: they cannot be used.", Nl: "Application Default Credentials: ze zijn niet te gebruiken."}},
		"remedy": {by: "source", of: map[string]msg.Text{
			"gcloud":     {En: "Run `gcloud auth login`, as the account that is to own the project. gcloud itself: https://docs.cloud.google.com/sdk/docs/install.", Nl: "Draai `gcloud auth login`, als het account dat eigenaar van het project wordt. gcloud zelf: https://docs.cloud.google.com/sdk/docs/install."},
			"adc":        {En: "Run `gcloud auth application-default login`, as the account that is to own the project. If GOOGLE_APPLICATION_CREDENTIALS names another file, unset it first.", Nl: "Draai `gcloud auth application-default login`, als het account dat eigenaar van het project wordt. Wijst GOOGLE_APPLICATION_CREDENTIALS naar een ander bestand, haal die variabele dan eerst weg."},
			"token-file": {En: "Put a new token into the file, alone: `gcloud auth print-access-token` prints one that lives for an hour.", Nl: "Zet een nieuw token in het bestand, en niets anders: `gcloud auth print-access-token` geeft er een dat een uur geldig is."},
		}, other: msg.Text{
			En: "Run `gcloud auth login`, as the account that is to own the project (gcloud: https://docs.cloud.google.com/sdk/docs/install); or give an access token in a file: `mailasset setup {name} --admin-token-file FILE`.",
			Nl: "Draai `gcloud auth login`, als het account dat eigenaar van het project wordt (gcloud: https://docs.cloud.google.com/sdk/docs/install); of geef een access token mee in een bestand: `mailasset setup {name} --admin-token-file BESTAND`.",
		}},
	}
}
