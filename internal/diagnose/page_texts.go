package diagnose

import "mailasset/internal/msg"

// pageEntries are about what stops on Google's own page or console and never
// comes back to the redirect address.
func pageEntries() []entry {
	return []entry{
		{
			code:     "origin-mismatch",
			take:     ofPage.is("origin-mismatch"),
			complete: strangeClient,
			title: msg.Text{
				En: "the JavaScript origin {origin} is not registered on this OAuth client",
				Nl: "de JavaScript-origin {origin} staat niet geregistreerd bij deze OAuth-client",
			},
			cause: msg.Text{
				En: "Only a sign-in that runs as a script in a web page sends an origin. This program and Webex Connect use redirect addresses, so the asset works without it: for this procedure it is harmless. {strange}",
				Nl: "Alleen een aanmelding die als script in een webpagina draait, stuurt een origin mee. Dit programma en Webex Connect gebruiken redirect-adressen, dus de asset werkt ook zonder: voor deze procedure is het onschuldig. {strange}",
			},
			fix: []msg.Text{
				{
					En: "Leave that page and begin the sign-in here: {signIn}.",
					Nl: "Verlaat die pagina en begin de aanmelding hier: {signIn}.",
				},
				{
					En: "To have it registered all the same: {clientsPage} -> your web client (Clients, formerly Credentials) -> Authorized JavaScript origins -> Add URI -> {origin} -> Save. No path and no slash at the end.",
					Nl: "Wil je hem toch registreren: {clientsPage} -> je webclient (Clients, voorheen Credentials) -> Authorized JavaScript origins -> Add URI -> {origin} -> Save. Zonder pad en zonder slash aan het eind.",
				},
			},
			words: lexicon{"strange": strangePhrase()},
			who:   WhoCloudAdmin, link: "{clientsPage}",
		},
		{
			code:     "not-a-test-user",
			take:     ofPage.is("not-a-test-user"),
			complete: strangeClient,
			title: msg.Text{
				En: "the app is in Testing, and the account that signed in is not one of its test users",
				Nl: "de app staat in Testing, en het aangemelde account is geen testgebruiker",
			},
			cause: msg.Text{
				En: "In Testing Google lets in only the addresses on the list, and each token ends after 7 days. Expected: {account}; the browser may have taken another account. {strange}",
				Nl: "In Testing laat Google alleen de adressen op de lijst toe, en elk token vervalt na 7 dagen. Verwacht: {account}; misschien nam de browser een ander account. {strange}",
			},
			fix: []msg.Text{
				{
					En: "Best: {audiencePage} -> Publish app -> Confirm (Audience, formerly OAuth consent screen). If the button is grey, fill in home page and privacy policy first: {brandingPage}.",
					Nl: "Het beste: {audiencePage} -> Publish app -> Confirm (Audience, voorheen OAuth consent screen). Is de knop grijs, vul dan eerst startpagina en privacybeleid in: {brandingPage}.",
				},
				{
					En: "Or, for 7 days only: on the same page, Test users -> Add users -> {account}, exactly -> Save.",
					Nl: "Of, voor hooguit 7 dagen: op dezelfde pagina Test users -> Add users -> precies {account} -> Save.",
				},
				{
					En: "Then sign in again, as {account}: {signIn}.",
					Nl: "Meld je daarna opnieuw aan, als {account}: {signIn}.",
				},
			},
			words: lexicon{"strange": strangePhrase()},
			who:   WhoCloudAdmin, link: "{audiencePage}",
		},
		{
			code: "wrong-session",
			take: ofPage.is("wrong-session"),
			title: msg.Text{
				En: "the browser is signed in to another Google account",
				Nl: "in de browser is een ander Google-account aangemeld",
			},
			cause: msg.Text{
				En: "Google's words about a missing parameter usually mislead: they also appear when the app is Internal and another account, often a private one, is signed in. Less often the link was cut off in copying, and a parameter really is missing.",
				Nl: "Wat Google over een ontbrekende parameter zegt, klopt meestal niet: het verschijnt ook als de app Internal is en er een ander account is aangemeld, vaak een privéaccount. Soms is de link bij het kopiëren afgekapt en ontbreekt er echt iets.",
			},
			fix: []msg.Text{
				{
					En: "Copy the whole link into a private window and sign in as {account}.",
					Nl: "Kopieer de hele link naar een privévenster en meld je aan als {account}.",
				},
				{
					En: "{lostLink}",
					Nl: "{lostLink}",
				},
			},
			who: WhoMailboxOwner, link: "https://support.google.com/accounts/answer/1721977",
		},
		{
			code: "disallowed-useragent",
			take: ofPage.is("disallowed-useragent"),
			title: msg.Text{
				En: "Google does not let people sign in inside another app's window",
				Nl: "Google laat niemand aanmelden in een venster van een andere app",
			},
			cause: msg.Text{
				En: "The page was opened in a browser that is part of an app, such as a chat or mail program. If no window was open, Google turned away a question of this program; that says nothing about the client.",
				Nl: "De pagina is geopend in een browser die deel uitmaakt van een app, zoals een chat- of mailprogramma. Stond er geen venster open, dan wees Google een vraag van dit programma af; dat zegt niets over de client.",
			},
			fix: []msg.Text{
				{
					En: "Copy the link and open it in Chrome, Edge, Firefox or Safari.",
					Nl: "Kopieer de link en open hem in Chrome, Edge, Firefox of Safari.",
				},
				{
					En: "{lostLink}",
					Nl: "{lostLink}",
				},
			},
			who: WhoMailboxOwner, link: "https://developers.google.com/identity/protocols/oauth2/policies#browsers",
		},
		{
			code: "unverified-app",
			take: seeing(SightUnverifiedApp),
			title: msg.Text{
				En: "Google warns that it has not verified this app, which is expected",
				Nl: "Google waarschuwt dat de app niet is geverifieerd, en dat hoort zo",
			},
			cause: msg.Text{
				En: "The app is your own and asks for all of the mail. For own use with fewer than 100 users Google asks for no verification, and the warning stays.",
				Nl: "De app is van jezelf en vraagt om alle mail. Voor eigen gebruik met minder dan 100 gebruikers vraagt Google geen verificatie, en de waarschuwing blijft.",
			},
			fix: []msg.Text{
				{
					En: "Check that the page names your own app. Then press Advanced -> Go to the app (unsafe) -> Continue (formerly Allow). In Testing there may be just Continue.",
					Nl: "Ga na of de pagina je eigen app noemt. Klik dan op Geavanceerd -> Ga naar de app (onveilig) -> Doorgaan (voorheen Toestaan). In Testing staat er soms alleen Doorgaan.",
				},
				{
					En: "If it says that too many people use the app: its 100 users are used up. Choose Internal on {audiencePage} (Audience, formerly OAuth consent screen), or begin with a new project.",
					Nl: "Staat er dat te veel mensen de app gebruiken, dan zijn de 100 gebruikers op. Kies Internal op {audiencePage} (Audience, voorheen OAuth consent screen), of begin met een nieuw project.",
				},
			},
			who: WhoMailboxOwner, link: "https://support.google.com/cloud/answer/7454865",
		},
		{
			code: "publish-blocked",
			take: seeing(SightPublishBlocked),
			title: msg.Text{
				En: "Publish app cannot be pressed",
				Nl: "op Publish app is niet te klikken",
			},
			cause: msg.Text{
				En: "The Branding page lacks a home page or a privacy policy, or the domain of one of them is not authorized. Google has wanted both since September 2026, and Cisco's document does not mention them.",
				Nl: "Op de pagina Branding ontbreekt een startpagina of een privacybeleid, of het domein ervan is niet geautoriseerd. Google wil ze allebei sinds september 2026, en in het document van Cisco staan ze niet.",
			},
			fix: []msg.Text{
				{
					En: "Open {brandingPage} (Branding, formerly OAuth consent screen) and fill in Application home page and Application privacy policy link: https pages of your own that open without signing in, not a page of a code repository.",
					Nl: "Open {brandingPage} (Branding, voorheen OAuth consent screen) en vul Application home page en Application privacy policy link in: eigen https-pagina's die zonder aanmelden opengaan, geen pagina van een coderepository.",
				},
				{
					En: "On the same page, under Authorized domains: Add domain -> the domain of those pages, such as example.com -> Save.",
					Nl: "Op dezelfde pagina, onder Authorized domains: Add domain -> het domein van die pagina's, zoals example.com -> Save.",
				},
				{
					En: "Then {audiencePage} -> Publish app -> Confirm, before any token is made.",
					Nl: "Daarna {audiencePage} -> Publish app -> Confirm, voordat er een token wordt gemaakt.",
				},
			},
			who: WhoCloudAdmin, link: "{brandingPage}",
		},
		{
			code: "callback-state-mismatch",
			take: oneOf(ofAnswer.is("callback-state-mismatch"), ofPage.is("callback-state-mismatch")),
			title: msg.Text{
				En: "{what}",
				Nl: "{what}",
			},
			cause: msg.Text{En: "{why}", Nl: "{why}"},
			fix: []msg.Text{
				{En: "{remedy}", Nl: "{remedy}"},
				{
					En: "If the page is gone, begin again and use the new link: `mailasset token {name} --start`.",
					Nl: "Is de pagina weg, begin dan opnieuw en gebruik de nieuwe link: `mailasset token {name} --start`.",
				},
			},
			words: lexicon{
				"what": {by: "reason", of: map[string]msg.Text{
					"wrong-issuer": {En: "the answer comes from another provider than the one that was asked", Nl: "het antwoord komt van een andere aanbieder dan waar de aanmelding begon"},
					"page-cut-off": {En: "the address of the error page is cut off", Nl: "het adres van de foutpagina is afgekapt"},
					"incomplete":   {En: "what was pasted is not the whole address", Nl: "wat er geplakt is, is niet het hele adres"},
				}, other: msg.Text{
					En: "the answer belongs to another sign-in than this one",
					Nl: "het antwoord hoort bij een andere aanmelding dan deze",
				}},
				"why": {by: "reason", of: map[string]msg.Text{
					"wrong-issuer": {En: "The address names an issuer that this sign-in did not go to. Do not use it: it can be an attempt to get at the code.", Nl: "Het adres noemt een uitgever waar deze aanmelding niet naartoe ging. Gebruik het niet: het kan een poging zijn om de code te bemachtigen."},
					"page-cut-off": {En: "It ends before it says which error it is.", Nl: "Het houdt op voordat er staat welke fout het is."},
					"incomplete":   {En: "Needed is all of the address that the browser ended at: it begins with {loopback} and holds code= and state=. Only the state shows that it answers this sign-in.", Nl: "Nodig is het hele adres waar de browser op uitkwam: het begint met {loopback} en bevat code= en state=. Alleen aan de state is te zien dat het bij deze aanmelding hoort."},
				}, other: msg.Text{
					En: "Each link carries a random mark, the state, and this answer has another one: an older link or tab was used, or it is somebody else's answer. It was not used, because it could tie a stranger's mailbox to the asset.",
					Nl: "Elke link heeft een willekeurig kenmerk, de state, en dit antwoord heeft een ander: er is een oudere link of tab gebruikt, of het antwoord is van iemand anders. Het is niet gebruikt, want zo kan de mailbox van een vreemde aan de asset komen te hangen.",
				}},
				"remedy": {by: "reason", of: map[string]msg.Text{
					"page-cut-off": {
						En: "Click into the address bar, copy all of it (Ctrl-A, Ctrl-C; on a Mac Cmd-A, Cmd-C) and paste it again: then it can be explained.",
						Nl: "Klik in de adresbalk, kopieer alles (Ctrl-A, Ctrl-C; op een Mac Cmd-A, Cmd-C) en plak het opnieuw: dan volgt de uitleg.",
					},
					"incomplete": {
						En: "Click into the address bar, copy all of it (Ctrl-A, Ctrl-C; on a Mac Cmd-A, Cmd-C) and paste it again, at once: the code in it works for minutes only.",
						Nl: "Klik in de adresbalk, kopieer alles (Ctrl-A, Ctrl-C; op een Mac Cmd-A, Cmd-C) en plak het meteen opnieuw: de code erin werkt maar een paar minuten.",
					},
				}, other: msg.Text{
					En: "Close the other tabs of this sign-in, open the newest link, and paste the address at which that one ends.",
					Nl: "Sluit de andere tabs van deze aanmelding, open de nieuwste link en plak het adres waarop die uitkomt.",
				}},
			},
			who: WhoYou, link: "https://datatracker.ietf.org/doc/html/rfc6749#section-10.12",
		},
	}
}
