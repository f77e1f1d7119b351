package diagnose

import "mailasset/internal/msg"

const resourcesPage = "https://console.cloud.google.com/cloud-resource-manager"

// projectEntries are about creating the project.
func projectEntries() []entry {
	return []entry{
		{
			code: "tos-not-accepted",
			take: ofAdmin.is("tos-not-accepted"),
			title: msg.Text{
				En: "this account has not accepted Google's terms of service yet",
				Nl: "dit account heeft de voorwaarden van Google nog niet geaccepteerd",
			},
			cause: msg.Text{
				En: "{why} No program can accept them for a person.",
				Nl: "{why} Geen programma kan namens iemand akkoord gaan.",
			},
			fix: []msg.Text{
				{
					En: "Open {termsPage} {reader} and accept. If nothing is shown there, open https://console.cloud.google.com/ and agree to what it asks.",
					Nl: "Open {termsPage} {reader} en accepteer. Staat daar niets, open dan https://console.cloud.google.com/ en ga akkoord met wat er gevraagd wordt.",
				},
				thenAgain,
			},
			words: lexicon{"reader": {by: "tosId", of: map[string]msg.Text{
				"appsadmin": {En: "as the Workspace administrator", Nl: "als Workspace-beheerder"},
			}, other: msg.Text{En: "as the same account", Nl: "met hetzelfde account"}}, "why": {by: "tosId", of: map[string]msg.Text{
				"universal": {En: "Google asks each account once, here for the terms of its APIs.", Nl: "Google vraagt dat één keer aan elk account, hier voor de voorwaarden van de API's."},
				"appsadmin": {En: "Here it is about the terms for Workspace, which its administrator accepts.", Nl: "Hier gaat het om de voorwaarden voor Workspace, en die accepteert de beheerder daarvan."},
			}, other: msg.Text{
				En: "Google asks each account once, the first time it uses Google Cloud.",
				Nl: "Google vraagt dat één keer aan elk account, bij het eerste gebruik van Google Cloud.",
			}}},
			who: WhoCloudAdmin, whose: whoseTerms, link: "{termsPage}",
		},
		{
			code: "project-quota",
			take: ofAdmin.is("project-quota"),
			title: msg.Text{
				En: "this account may not create any more projects",
				Nl: "dit account mag geen projecten meer maken",
			},
			cause: msg.Text{
				En: "Google sets a number for each account. A deleted project still counts for about 30 days. Its words: {answer}",
				Nl: "Google stelt voor elk account een aantal vast. Een verwijderd project telt nog zo'n 30 dagen mee. Het antwoord: {answer}",
			},
			fix: []msg.Text{
				{
					En: "Use a project that is there already: `mailasset setup {name} --answer google.project_id=ID`.",
					Nl: "Gebruik een project dat er al is: `mailasset setup {name} --answer google.project_id=ID`.",
				},
				{
					En: "Or ask Google for more, which takes some days: https://support.google.com/code/contact/project_quota_increase.",
					Nl: "Of vraag Google om meer, dat duurt een paar dagen: https://support.google.com/code/contact/project_quota_increase.",
				},
				{
					En: "Or delete a project that nobody uses: " + resourcesPage + ".",
					Nl: "Of verwijder een project dat niemand gebruikt: " + resourcesPage + ".",
				},
			},
			who: WhoCloudAdmin, link: "https://support.google.com/code/contact/project_quota_increase",
		},
		{
			code: "project-id-taken",
			take: ofAdmin.is("project-id-taken"),
			title: msg.Text{
				En: "the project ID {projectId} is taken",
				Nl: "de project-ID {projectId} is bezet",
			},
			cause: msg.Text{
				En: "{whose} Google gives out an ID once and never again, not even after its project was deleted.",
				Nl: "{whose} Google geeft een ID één keer uit en daarna nooit meer, ook niet als het project is verwijderd.",
			},
			fix: []msg.Text{
				{En: "{remedy}", Nl: "{remedy}"},
				{En: "{another}", Nl: "{another}"},
			},
			words: lexicon{
				"whose": {by: "owner", of: map[string]msg.Text{
					"ours":         {En: "It is a project that you have access to, perhaps from an earlier attempt.", Nl: "Het is een project waar je toegang toe hebt, misschien van een eerdere poging."},
					"ours-deleted": {En: "It is a project that you have access to, but it is being deleted.", Nl: "Het is een project waar je toegang toe hebt, maar het wordt verwijderd."},
				}, other: msg.Text{En: "It is somebody else's, or was.", Nl: "De ID is of was van iemand anders."}},
				"another": {by: "owner", of: map[string]msg.Text{"unknown": {
					En: "Choose another ID, for instance with some digits added: `mailasset setup {name} --answer google.project_id=ID`.",
					Nl: "Kies een andere ID, bijvoorbeeld met een paar cijfers erachter: `mailasset setup {name} --answer google.project_id=ID`.",
				}}, other: msg.Text{
					En: "If not, choose another ID, for instance with some digits added: `mailasset setup {name} --answer google.project_id=ID`.",
					Nl: "Zo niet, kies dan een andere ID, bijvoorbeeld met een paar cijfers erachter: `mailasset setup {name} --answer google.project_id=ID`.",
				}},
				"remedy": {by: "owner", of: map[string]msg.Text{
					"ours": {
						En: "If it is the one that is meant, use it: `mailasset setup {name} --answer google.project_id={projectId}`.",
						Nl: "Is het het project dat je bedoelt, gebruik het dan: `mailasset setup {name} --answer google.project_id={projectId}`.",
					},
					"ours-deleted": {
						En: "If it is the one that is meant, restore it within 30 days: " + resourcesPage + " -> Resources pending deletion -> {projectId} -> Restore.",
						Nl: "Is het het project dat je bedoelt, haal het dan binnen 30 dagen terug: " + resourcesPage + " -> Resources pending deletion -> {projectId} -> Restore.",
					},
				}},
			},
			who: WhoYou, link: resourcesPage,
		},
		{
			code: "project-id-invalid",
			take: ofAdmin.is("project-id-invalid"),
			title: msg.Text{
				En: "{projectId} cannot be a project ID",
				Nl: "{projectId} kan geen project-ID zijn",
			},
			cause: msg.Text{
				En: "{why}",
				Nl: "{why}",
			},
			fix: []msg.Text{{
				En: "Choose another one, such as webex-mail-4711: `mailasset setup {name} --answer google.project_id=ID`.",
				Nl: "Kies een andere, zoals webex-mail-4711: `mailasset setup {name} --answer google.project_id=ID`.",
			}},
			words: lexicon{"why": {by: "rule", of: idRuleWords(), other: msg.Text{
				En: "Google refuses it without naming the rule. It takes 6 to 30 lower-case letters, digits and hyphens.",
				Nl: "Google weigert hem zonder de regel te noemen. Toegestaan zijn 6 tot 30 kleine letters, cijfers en koppeltekens.",
			}}},
			who: WhoYou, link: "https://cloud.google.com/resource-manager/docs/creating-managing-projects",
		},
	}
}

// whoseTerms says who accepts: those of Workspace are its administrator's.
func whoseTerms(seen facts) string {
	if seen["tosId"] == "appsadmin" {
		return WhoWorkspaceAdmin
	}
	return ""
}

func idRuleWords() map[string]msg.Text {
	return map[string]msg.Text{
		"length":     {En: "A project ID has 6 to 30 characters.", Nl: "Een project-ID heeft 6 tot 30 tekens."},
		"start":      {En: "A project ID begins with a lower-case letter.", Nl: "Een project-ID begint met een kleine letter."},
		"end":        {En: "A project ID does not end in a hyphen.", Nl: "Een project-ID eindigt niet op een koppelteken."},
		"characters": {En: "A project ID has only lower-case letters, digits and hyphens.", Nl: "Een project-ID bevat alleen kleine letters, cijfers en koppeltekens."},
		"restricted": {En: `A project ID may not contain "google".`, Nl: `In een project-ID mag "google" niet voorkomen.`},
	}
}
