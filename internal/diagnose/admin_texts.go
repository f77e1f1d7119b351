package diagnose

import "mailasset/internal/msg"

// thenAgain closes the fix of what is mended outside this program.
var thenAgain = msg.Text{
	En: "Then run {same} again. It goes on where it stopped.",
	Nl: "Draai daarna {same} opnieuw. Het gaat verder waar het stopte.",
}

// byHand is the way without any credential.
var byHand = msg.Text{
	En: "Or do this step by hand: `mailasset setup {name}` shows Google's page and the values for it.",
	Nl: "Of doe deze stap met de hand: `mailasset setup {name}` toont de pagina van Google en de waarden ervoor.",
}

// adminEntries are about who may ask Google Cloud for something: the
// credential, the account, its roles and who pays.
func adminEntries() []entry {
	return []entry{
		{
			code: "permission-denied",
			take: oneOf(ofAdmin.is("permission-denied"), ofGmail.is("permission-denied")),
			title: msg.Text{
				En: "{what}",
				Nl: "{what}",
			},
			cause: msg.Text{
				En: "{why}",
				Nl: "{why}",
			},
			fix: []msg.Text{
				{En: "{first}", Nl: "{first}"},
				{En: "{ask}", Nl: "{ask}"},
				{En: "{then}", Nl: "{then}"},
			},
			words: permissionLexicon(),
			who:   WhoCloudAdmin, link: "{permissionPage}",
		},
		{
			code: "mfa-required",
			take: ofAdmin.is("mfa-required"),
			title: msg.Text{
				En: "Google Cloud wants two-step verification on this account",
				Nl: "Google Cloud vraagt om verificatie in twee stappen voor dit account",
			},
			cause: msg.Text{
				En: "The console and gcloud refuse accounts without it. The mailbox itself is not affected: it is about the account that creates the project.",
				Nl: "De console en gcloud weigeren accounts zonder. Voor de mailbox zelf verandert er niets: het gaat om het account dat het project maakt.",
			},
			fix: []msg.Text{
				{
					En: "Turn it on as that account: https://myaccount.google.com/signinoptions/two-step-verification. In a Workspace the administrator may have to allow it first.",
					Nl: "Zet het aan met dat account: https://myaccount.google.com/signinoptions/two-step-verification. In een Workspace moet de beheerder het soms eerst toestaan.",
				},
				{
					En: "Sign in anew: `gcloud auth login` (for Application Default Credentials: `gcloud auth application-default login`).",
					Nl: "Meld je opnieuw aan: `gcloud auth login` (voor Application Default Credentials: `gcloud auth application-default login`).",
				},
				thenAgain,
			},
			who: WhoCloudAdmin, link: "https://docs.cloud.google.com/docs/authentication/mfa-requirement",
		},
		{
			code: "adc-missing",
			take: ofAdmin.is("adc-missing"),
			title: msg.Text{
				En: "{what}",
				Nl: "{what}",
			},
			cause: msg.Text{
				En: "{why} {gcloudSays} {adcSays} {said}",
				Nl: "{why} {gcloudSays} {adcSays} {said}",
			},
			fix: []msg.Text{
				{En: "{remedy}", Nl: "{remedy}"},
				thenAgain,
				byHand,
			},
			words: credentialLexicon(),
			who:   WhoCloudAdmin, link: "https://docs.cloud.google.com/docs/authentication/application-default-credentials",
		},
		{
			code: "quota-project-missing",
			take: ofAdmin.is("quota-project-missing"),
			title: msg.Text{
				En: "no project can pay for the request to {service}",
				Nl: "er is geen bruikbaar project voor de aanvraag bij {service}",
			},
			cause: msg.Text{
				En: "{why} The request costs nothing, but it has to be counted somewhere.",
				Nl: "{why} De aanvraag kost niets, maar moet ergens meetellen.",
			},
			fix: []msg.Text{
				{
					En: "Simplest: `gcloud auth login`. Its token needs no such project, and it is taken before Application Default Credentials.",
					Nl: "Het eenvoudigst: `gcloud auth login`. Dat token heeft zo'n project niet nodig en gaat voor op Application Default Credentials.",
				},
				{En: "{remedy}", Nl: "{remedy}"},
				thenAgain,
			},
			words: lexicon{
				"why": {by: "payer", of: map[string]msg.Text{"none": {
					En: "Application Default Credentials need a project of yours for that, the quota project, and none is named.",
					Nl: "Bij Application Default Credentials is daar een eigen project voor nodig, het quotaproject, en dat is niet opgegeven.",
				}}, other: msg.Text{
					En: "The project that is named for that, {consumer}, has {service} off, or is gone.",
					Nl: "In het project dat daarvoor is opgegeven, {consumer}, staat {service} uit, of het bestaat niet meer.",
				}},
				"remedy": {by: "payer", of: map[string]msg.Text{"none": {
					En: "Or name a project that you already have: `gcloud auth application-default set-quota-project PROJECT`.",
					Nl: "Of geef een project op dat je al hebt: `gcloud auth application-default set-quota-project PROJECT`.",
				}}, other: msg.Text{
					En: "Or open {servicePage} and press Enable there; or name another project: `gcloud auth application-default set-quota-project PROJECT`.",
					Nl: "Of open {servicePage} en klik daar op Enable; of geef een ander project op: `gcloud auth application-default set-quota-project PROJECT`.",
				}},
			},
			who: WhoCloudAdmin, link: "https://docs.cloud.google.com/docs/authentication/troubleshoot-adc",
		},
	}
}
