package diagnose

import (
	"mailasset/internal/check"
	"mailasset/internal/msg"
)

// consentEntries are about the sign-in page: who may consent to what.
func consentEntries() []entry {
	return []entry{
		{
			code: "consent-declined",
			take: ofOAuth.is("consent-declined"),
			title: msg.Text{
				En: "the sign-in was declined on {provider}'s page",
				Nl: "het aanmelden is geweigerd op de pagina van {provider}",
			},
			cause: msg.Text{
				En: "Cancel was pressed, or the page was left with No. Nothing was granted and nothing has changed.",
				Nl: "Er is op Annuleren geklikt, of de toegang is geweigerd. Er is niets toegestaan en niets veranderd.",
			},
			fix: []msg.Text{
				{
					En: "Sign in again with `mailasset token {name}`, as {account}.",
					Nl: "Meld je opnieuw aan met `mailasset token {name}`, als {account}.",
				},
				{
					En: `If the page says "Google hasn't verified this app": that is expected here. Press Advanced -> Go to the app (unsafe) -> Allow.`,
					Nl: `Staat er "Google heeft deze app niet geverifieerd", dan is dat hier normaal. Klik op Geavanceerd -> Ga naar de app (onveilig) -> Toestaan.`,
				},
			},
			foreign: []msg.Text{{
				En: "Sign in again with `mailasset token {name}`, as {account}, and allow access.",
				Nl: "Meld je opnieuw aan met `mailasset token {name}`, als {account}, en sta de toegang toe.",
			}},
			who: WhoMailboxOwner, link: "https://support.google.com/cloud/answer/7454865",
		},
		{
			code: "org-internal",
			take: oneOf(ofOAuth.is("org-internal"), ofPage.is("org-internal")),
			title: msg.Text{
				En: "the app is only for accounts of its own organisation",
				Nl: "de app is alleen voor accounts van de eigen organisatie",
			},
			cause: msg.Text{
				En: "Its user type is Internal, and the account that signed in is not in the organisation of the Google project. Often the browser used another account.",
				Nl: "Het gebruikerstype is Internal, en het account dat zich aanmeldde hoort niet bij de organisatie van het Google-project. Vaak koos de browser een ander account.",
			},
			fix: []msg.Text{
				{
					En: "Sign in again in a private window, as {account}: {signIn}.",
					Nl: "Meld je opnieuw aan in een privévenster, als {account}: {signIn}.",
				},
				{
					En: "If that account is outside the organisation: {audiencePage} -> Make external (Audience, formerly OAuth consent screen), then Publish app.",
					Nl: "Staat dat account buiten de organisatie: {audiencePage} -> Make external (Audience, voorheen OAuth consent screen), daarna Publish app.",
				},
			},
			who: WhoCloudAdmin, link: "{audiencePage}",
		},
		{
			code:     "admin-policy-enforced",
			take:     oneOf(ofOAuth.is("admin-policy-enforced"), ofPage.is("admin-policy-enforced"), ofGmail.is("admin-policy-enforced")),
			complete: whichClient,
			title: msg.Text{
				En: "the Workspace administrator blocks this app",
				Nl: "de Workspace-beheerder blokkeert deze app",
			},
			cause: msg.Text{
				En: "The organisation of {account} allows Gmail access only to apps that its administrator trusts. This client is not one of them yet: {client_id}.",
				Nl: "De organisatie van {account} geeft alleen apps die de beheerder vertrouwt toegang tot Gmail. Deze client hoort daar nog niet bij: {client_id}.",
			},
			fix: []msg.Text{
				{
					En: "Have the letter written and send it: `mailasset handover {name} --to workspace-admin`.",
					Nl: "Laat de brief schrijven en verstuur hem: `mailasset handover {name} --to workspace-admin`.",
				},
				{
					En: "The administrator opens https://admin.google.com/ac/owl/list?tab=configuredApps (Security -> API controls -> App access control) -> Configure new app -> the client ID -> Trusted.",
					Nl: "De beheerder opent https://admin.google.com/ac/owl/list?tab=configuredApps (Security -> API controls -> App access control) -> Configure new app -> de client-ID -> Trusted.",
				},
				{
					En: "After that, which can take some hours to work, sign in again: `mailasset token {name}`.",
					Nl: "Meld je daarna opnieuw aan, het kan een paar uur duren voor het werkt: `mailasset token {name}`.",
				},
			},
			who: WhoWorkspaceAdmin, link: "https://admin.google.com/ac/owl/list?tab=configuredApps",
		},
		{
			code:     "access-not-configured",
			take:     oneOf(ofOAuth.is("access-not-configured"), ofPage.is("access-not-configured")),
			complete: whichClient,
			title: msg.Text{
				En: "the school's administrator has not set up access for this app",
				Nl: "de beheerder van de school heeft de toegang voor deze app niet ingesteld",
			},
			cause: msg.Text{
				En: "In Google Workspace for Education an app works only after the administrator has configured it, and this one is not: {client_id}.",
				Nl: "In Google Workspace for Education werkt een app pas als de beheerder hem heeft ingesteld, en deze nog niet: {client_id}.",
			},
			fix: []msg.Text{
				{
					En: "Have the letter written and send it: `mailasset handover {name} --to workspace-admin`.",
					Nl: "Laat de brief schrijven en verstuur hem: `mailasset handover {name} --to workspace-admin`.",
				},
				{
					En: "Once the app is configured, sign in again: `mailasset token {name}`.",
					Nl: "Is de app ingesteld, meld je dan opnieuw aan: `mailasset token {name}`.",
				},
			},
			who: WhoWorkspaceAdmin, link: "https://support.google.com/accounts/answer/16668185",
		},
		{
			code:  "scope-missing",
			take:  oneOf(on(missingScope), ofGmail.is("scope-missing"), keptFor(check.WorseScope)),
			title: msg.Text{En: "{what}", Nl: "{what}"},
			cause: msg.Text{
				En: "Sending over SMTP needs the scope {scope}. {was} Either the box on the consent page was not ticked, or another scope was asked for. {stays}",
				Nl: "Versturen via SMTP vraagt het bereik {scope}. {was} Of het vakje op de toestemmingspagina is niet aangevinkt, of er is een ander bereik gevraagd. {stays}",
			},
			fix: []msg.Text{
				{
					En: "Declare the scope: {scopesPage} -> Add or remove scopes -> Manually paste scopes: {scope} -> Add to table -> Update -> Save (Data Access, formerly OAuth consent screen, step Scopes).",
					Nl: "Geef het bereik op: {scopesPage} -> Add or remove scopes -> Manually paste scopes: {scope} -> Add to table -> Update -> Save (Data Access, voorheen OAuth consent screen, stap Scopes).",
				},
				{
					En: "Sign in again and tick every box on the page: `mailasset token {name}`. In Webex Connect, Scope on the asset must be {scope} too.",
					Nl: "Meld je opnieuw aan en vink alle vakjes op de pagina aan: `mailasset token {name}`. In Webex Connect moet Scope op de asset ook {scope} zijn.",
				},
			},
			foreign: []msg.Text{{
				En: "Allow the scope {scope} at your provider and sign in again: `mailasset token {name} --scope {scope}`.",
				Nl: "Sta het bereik {scope} toe bij je aanbieder en meld je opnieuw aan: `mailasset token {name} --scope {scope}`.",
			}},
			words: lexicon{
				"what": {by: "stored", of: map[string]msg.Text{"kept": {
					En: "the new token covers less than the stored one",
					Nl: "het nieuwe token mag minder dan het opgeslagen token",
				}}, other: msg.Text{
					En: "the token does not cover sending mail",
					Nl: "het token is niet goed voor het versturen van mail",
				}},
				"was": {by: "stored", of: map[string]msg.Text{"kept": {
					En: "Less was granted than before.",
					Nl: "Er is minder toegestaan dan eerst.",
				}}, other: msg.Text{
					En: "Granted was: {granted}.",
					Nl: "Toegestaan is: {granted}.",
				}},
				"stays": goodTokenStays(),
			},
			who: WhoMailboxOwner, link: "{scopesPage}",
		},
		{
			code: "wrong-account",
			take: on(otherAccount),
			title: msg.Text{
				En: "{got} signed in, but the asset needs {want}",
				Nl: "{got} heeft zich aangemeld, maar de asset heeft {want} nodig",
			},
			cause: msg.Text{
				En: "A token sends mail only for the mailbox that consented. Browsers that know several accounts often pick one without asking.",
				Nl: "Een token verstuurt alleen mail voor de mailbox die toestemming gaf. Een browser met meerdere accounts kiest er vaak één zonder te vragen.",
			},
			fix: []msg.Text{
				{
					En: "Sign in again in a private window, as {want}: `mailasset token {name} --login-hint {want}`.",
					Nl: "Meld je opnieuw aan in een privévenster, als {want}: `mailasset token {name} --login-hint {want}`.",
				},
				{
					En: "For a shared mailbox, answer asset.login_id with the person who signs in: `mailasset setup {name} --answer asset.login_id={got}`.",
					Nl: "Beantwoord bij een gedeelde mailbox asset.login_id met wie zich aanmeldt: `mailasset setup {name} --answer asset.login_id={got}`.",
				},
			},
			who: WhoMailboxOwner, link: "https://myaccount.google.com/permissions",
		},
	}
}
