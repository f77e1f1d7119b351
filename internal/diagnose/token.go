package diagnose

import (
	"strconv"
	"time"

	"mailasset/internal/check"
	"mailasset/internal/msg"
	"mailasset/internal/session"
)

func missingScope(e *check.ScopeError) (facts, bool) {
	return facts{"scope": e.Want, "granted": e.Granted}, true
}

func otherAccount(e *check.AccountError) (facts, bool) {
	return facts{"want": e.Want, "got": e.Got}, true
}

func statedEnd(e *check.LifetimeError) (facts, bool) {
	seen := facts{"state": "alive"}
	if e.Dead {
		seen["state"] = "dead"
	}
	if e.ExpiresAt.IsZero() {
		seen["state"] = "undated" // of an answer that somebody pasted
	} else {
		seen["expiresAt"] = e.ExpiresAt.UTC().Format(time.RFC3339)
	}
	return seen, true
}

// keptFor takes a new token that was turned down for what it is worse in: the
// better one stays.
func keptFor(what string) func(error) (facts, bool) {
	return on(func(e *check.WorseTokenError) (facts, bool) {
		seen := facts{"stored": "kept"}
		if what == check.WorseLifetime {
			seen["state"] = "kept"
		}
		return seen, e.What == what
	})
}

// goodTokenStays is for a stored token that a worse one did not replace.
func goodTokenStays() phrase {
	return phrase{by: "stored", of: map[string]msg.Text{"kept": {
		En: "The good token that is stored was kept.",
		Nl: "Het goede token dat is opgeslagen, is bewaard gebleven.",
	}}}
}

func manyMinted(e *session.MintLimitError) (facts, bool) {
	return facts{"count": strconv.Itoa(e.Count), "client_id": e.ClientID, "account": e.Account}, true
}

func noRefreshToken(*check.NoRefreshTokenError) (facts, bool) { return facts{}, true }

// startAgain is for a sign-in in two parts.
var startAgain = msg.Text{
	En: "Begin again and use the new link: `mailasset token {name} --start`.",
	Nl: "Begin opnieuw en gebruik de nieuwe link: `mailasset token {name} --start`.",
}

// tokenEntries are about what the token endpoint gives and refuses.
func tokenEntries() []entry {
	return []entry{
		{
			code: "testing-token-expires",
			take: oneOf(on(statedEnd), keptFor(check.WorseLifetime)),
			title: msg.Text{
				En: "the {ends}",
				Nl: "het {ends}",
			},
			cause: msg.Text{
				En: "{why} {stops} {stays}",
				Nl: "{why} {stops} {stays}",
			},
			fix: []msg.Text{
				{
					En: "First publish: {audiencePage} -> Publish app -> Confirm (Audience, formerly OAuth consent screen). If the button is grey, fill in home page and privacy policy first: {brandingPage}.",
					Nl: "Publiceer eerst: {audiencePage} -> Publish app -> Confirm (Audience, voorheen OAuth consent screen). Is de knop grijs, vul dan eerst startpagina en privacybeleid in: {brandingPage}.",
				},
				{
					En: "Only then mint new tokens: `mailasset token {name}`.",
					Nl: "Maak pas daarna nieuwe tokens: `mailasset token {name}`.",
				},
				{En: "{again}", Nl: "{again}"},
			},
			foreign: []msg.Text{{
				En: "Ask your provider how long refresh tokens live, then sign in again before that day: `mailasset token {name}`.",
				Nl: "Vraag je aanbieder hoe lang refresh-tokens leven en meld je vóór die dag opnieuw aan: `mailasset token {name}`.",
			}},
			words: lexicon{
				"ends": {by: "state", of: map[string]msg.Text{
					"dead":    {En: "refresh token ended on {expiresAt}", Nl: "refresh-token is verlopen op {expiresAt}"},
					"undated": {En: "refresh token has a stated end", Nl: "refresh-token heeft een vast einde"},
					"kept":    {En: "new refresh token has a stated end, which the stored one has not", Nl: "nieuwe refresh-token heeft een vast einde, en het opgeslagen token niet"},
				}, other: msg.Text{En: "refresh token ends on {expiresAt}", Nl: "refresh-token verloopt op {expiresAt}"}},
				"stops": {by: "stored", of: map[string]msg.Text{"kept": {}}, other: msg.Text{
					En: "Without a new one, Webex Connect then stops sending mail.",
					Nl: "Zonder nieuw token verstuurt Webex Connect daarna geen mail meer.",
				}},
				"stays": goodTokenStays(),
				"again": {by: "stored", of: map[string]msg.Text{"kept": {
					En: "If Generate Token was pressed in Webex Connect meanwhile, press it again after that.",
					Nl: "Is er in Webex Connect intussen op Generate Token geklikt, klik er dan daarna opnieuw op.",
				}}, other: msg.Text{
					En: "In Webex Connect, press Generate Token on the asset again: its own token has the same end.",
					Nl: "Klik in Webex Connect op de asset opnieuw op Generate Token: het token daar heeft hetzelfde einde.",
				}},
				"why": {by: "kind", of: map[string]msg.Text{"foreign": {
					En: "The provider set this end when it issued the token.",
					Nl: "De aanbieder legde dit einde vast bij het uitgeven van het token.",
				}}, other: msg.Text{
					En: "It was issued while the app was in Testing. Google lets such a token live 7 days, even if the app is published later.",
					Nl: "Het is uitgegeven terwijl de app in Testing stond. Zo'n token leeft bij Google 7 dagen, ook als je de app later publiceert.",
				}},
			},
			who: WhoCloudAdmin, link: "{audiencePage}",
		},
		{
			code: "refresh-token-missing",
			take: oneOf(on(noRefreshToken), keptFor(check.WorseNoRefresh)),
			title: msg.Text{
				En: "{provider} gave no refresh token",
				Nl: "{provider} gaf geen refresh-token",
			},
			cause: msg.Text{
				En: "A refresh token comes only when the consent page is really shown. Here access had been allowed before and the page was skipped, so the tokens would last an hour. {stays}",
				Nl: "Een refresh-token komt alleen als de toestemmingspagina echt getoond wordt. Hier was de toegang al eerder toegestaan en is die pagina overgeslagen; de tokens zouden een uur meegaan. {stays}",
			},
			fix: []msg.Text{
				{En: "{first}", Nl: "{first}"},
				{En: "{remove}", Nl: "{remove}"},
				{
					En: "Sign in again: `mailasset token {name}`.",
					Nl: "Meld je opnieuw aan: `mailasset token {name}`.",
				},
				{
					En: `In Webex Connect, tick "I would like to explicitly review before providing consent for authentication" on the asset and press Generate Token.`,
					Nl: `Vink in Webex Connect op de asset "I would like to explicitly review before providing consent for authentication" aan en klik op Generate Token.`,
				},
			},
			foreign: []msg.Text{{En: "{first}", Nl: "{first}"}, {
				En: "Allow offline access for the client at your provider, often the scope offline_access, and sign in again: `mailasset token {name}`.",
				Nl: "Sta bij je aanbieder offline toegang toe voor de client, vaak het bereik offline_access, en meld je opnieuw aan: `mailasset token {name}`.",
			}},
			words: lexicon{
				"stays": goodTokenStays(),
				"first": {by: "stored", of: map[string]msg.Text{"kept": {
					En: "There is nothing to mend as long as the stored token works: `mailasset check {name} --only token.refresh` proves it.",
					Nl: "Er is niets te doen zolang het opgeslagen token werkt: `mailasset check {name} --only token.refresh` bewijst dat.",
				}}},
				"remove": {by: "stored", of: map[string]msg.Text{"kept": {
					En: "Only if it does not work: as {account}, open https://myaccount.google.com/permissions, choose the app and press Remove access. That also ends the stored token and the one that Webex Connect holds.",
					Nl: "Alleen als het niet werkt: open als {account} https://myaccount.google.com/permissions, kies de app en verwijder de toegang. Daarmee vervallen ook het opgeslagen token en dat van Webex Connect.",
				}}, other: msg.Text{
					En: "As {account}, open https://myaccount.google.com/permissions, choose the app and press Remove access. That also ends the token that Webex Connect holds.",
					Nl: "Open als {account} https://myaccount.google.com/permissions, kies de app en verwijder de toegang. Daarmee vervalt ook het token van Webex Connect.",
				}},
			},
			who: WhoMailboxOwner, link: "https://myaccount.google.com/permissions",
		},
		{
			code: "mint-limit-near",
			take: on(manyMinted),
			title: msg.Text{
				En: "{count} refresh tokens were minted for {account} with this client",
				Nl: "voor {account} zijn met deze client {count} refresh-tokens gemaakt",
			},
			cause: msg.Text{
				En: "{limit} Only what this machine minted is counted; other machines and Generate Token come on top.",
				Nl: "{limit} Alleen wat deze machine maakte, is geteld; andere machines en Generate Token komen erbij.",
			},
			fix: []msg.Text{
				{
					En: "Mint only when it is needed: `mailasset check {name}` proves the stored token without a new one.",
					Nl: "Maak alleen tokens als het nodig is: `mailasset check {name}` bewijst het opgeslagen token zonder een nieuw.",
				},
				{
					En: "If Webex Connect stops sending mail, its token was the oldest: press Generate Token on the asset.",
					Nl: "Verstuurt Webex Connect geen mail meer, dan was dat token het oudste: klik op de asset op Generate Token.",
				},
				{
					En: "To begin at zero: as {account}, open https://myaccount.google.com/permissions, choose the app and press Remove access. That ends all of them. Then sign in again with `mailasset token {name}`, and press Generate Token in Webex Connect.",
					Nl: "Om weer bij nul te beginnen: open als {account} https://myaccount.google.com/permissions, kies de app en verwijder de toegang. Daarmee vervallen ze allemaal. Meld je daarna opnieuw aan met `mailasset token {name}` en klik in Webex Connect op Generate Token.",
				},
			},
			foreign: []msg.Text{{
				En: "Ask your provider how many refresh tokens may live at once, and mint only when it is needed: `mailasset check {name}` proves the stored token without a new one.",
				Nl: "Vraag je aanbieder hoeveel refresh-tokens er tegelijk mogen zijn, en maak ze alleen als het nodig is: `mailasset check {name}` bewijst het opgeslagen token zonder een nieuw.",
			}},
			words: lexicon{"limit": {by: "kind", of: map[string]msg.Text{"foreign": {
				En: "Providers keep a limited number alive, and the next one can end the oldest, perhaps the one that Webex Connect holds.",
				Nl: "Aanbieders laten er een beperkt aantal leven, en het volgende kan het oudste laten vervallen, misschien dat van Webex Connect.",
			}}, other: msg.Text{
				En: "Google keeps 100 alive for one account and one client. The next one silently ends the oldest, perhaps the one that Webex Connect holds.",
				Nl: "Google laat er 100 leven per account en client. Het volgende laat stil het oudste vervallen, misschien dat van Webex Connect.",
			}}},
			who: WhoYou, link: "https://developers.google.com/identity/protocols/oauth2#expiration",
		},
		{
			code: "refresh-token-dead",
			take: oneOf(ofOAuth.is("refresh-token-dead"), ofGmail.is("refresh-token-dead")),
			title: msg.Text{
				En: "{provider} no longer accepts the stored sign-in of {account}",
				Nl: "{provider} accepteert de opgeslagen aanmelding van {account} niet meer",
			},
			cause: msg.Text{
				En: "The token has expired or was revoked. {reasons}",
				Nl: "Het token is verlopen of ingetrokken. {reasons}",
			},
			fix: []msg.Text{
				{
					En: "{publish}",
					Nl: "{publish}",
				},
				{
					En: "Sign in again as {account}: `mailasset token {name}`.",
					Nl: "Meld je opnieuw aan als {account}: `mailasset token {name}`.",
				},
				{
					En: "Webex Connect holds a token of its own, which the same reason may have ended: press Generate Token on the asset.",
					Nl: "Webex Connect heeft een eigen token, dat om dezelfde reden vervallen kan zijn: klik op de asset op Generate Token.",
				},
			},
			words: lexicon{
				"reasons": {by: "kind", of: map[string]msg.Text{"foreign": {}}, other: msg.Text{
					En: "For a Gmail scope there are these reasons: the app is in Testing (7 days); the password was changed; access was removed in the Google account; it was not used for 6 months; more than 100 tokens were minted for this client and mailbox, and the oldest went; the Workspace administrator restricted the app or ended the session; the token is another client's.",
					Nl: "Bij een Gmail-bereik kan dit de reden zijn: de app staat in Testing (7 dagen); het wachtwoord is gewijzigd; de toegang is ingetrokken in het Google-account; het is 6 maanden niet gebruikt; er zijn meer dan 100 tokens gemaakt voor deze client en mailbox, en het oudste verviel; de Workspace-beheerder beperkte de app of beëindigde de sessie; het token is van een andere client.",
				}},
				"publish": {by: "kind", of: map[string]msg.Text{"foreign": {}}, other: msg.Text{
					En: "Look at {audiencePage} (Audience, formerly OAuth consent screen). If the publishing status is Testing: Publish app -> Confirm, before anything else.",
					Nl: "Kijk op {audiencePage} (Audience, voorheen OAuth consent screen). Is de publishing status Testing: eerst Publish app -> Confirm.",
				}},
			},
			who: WhoMailboxOwner, link: "https://developers.google.com/identity/protocols/oauth2#expiration",
		},
		{
			code: "code-rejected",
			take: oneOf(ofOAuth.is("code-rejected"), ofAnswer.is("code-rejected")),
			title: msg.Text{
				En: "{what}",
				Nl: "{what}",
			},
			cause: msg.Text{
				En: "{why}",
				Nl: "{why}",
			},
			fix: []msg.Text{
				{
					En: "{begin}",
					Nl: "{begin}",
				},
				{
					En: "If you paste the address, copy all of it from the address bar, right after the sign-in.",
					Nl: "Plak je het adres, kopieer het dan helemaal uit de adresbalk, direct na het aanmelden.",
				},
			},
			words: lexicon{
				"what": {by: "reason", of: map[string]msg.Text{
					"expired":    {En: "this sign-in was begun too long ago to be finished", Nl: "deze aanmelding is te lang geleden begonnen om nog af te ronden"},
					"used":       {En: "an answer to this sign-in was taken already", Nl: "er is al een antwoord op deze aanmelding verwerkt"},
					"unclear":    {En: "{provider} refused a code or a token, without saying which", Nl: "{provider} weigerde een code of een token, en zegt niet welke van de twee"},
					"unreadable": {En: "what was kept of the begun sign-in cannot be read", Nl: "wat van de begonnen aanmelding is bewaard, is niet te lezen"},
				}, other: msg.Text{
					En: "{provider} did not take the code that the browser brought back",
					Nl: "{provider} nam de code uit de browser niet aan",
				}},
				"why": {by: "reason", of: map[string]msg.Text{
					"expired":    {En: "Its link was good for an hour, until {expiredAt}, and the code of a sign-in for minutes only.", Nl: "De link was een uur geldig, tot {expiredAt}, en de code van een aanmelding maar een paar minuten."},
					"used":       {En: "A link is good for one answer. The code in a second one cannot be exchanged.", Nl: "Een link is goed voor één antwoord. De code uit een tweede is niet in te wisselen."},
					"unclear":    {En: "After a sign-in it was the code: that works once and for a few minutes. At a renewal it was the refresh token: that has expired or was revoked. The answer: {answer}", Nl: "Na een aanmelding ging het om de code: die werkt één keer en maar een paar minuten. Bij een vernieuwing ging het om het refresh-token: dat is verlopen of ingetrokken. Het antwoord: {answer}"},
					"unreadable": {En: "The file was edited or damaged, or another version of this program wrote it.", Nl: "Het bestand is bewerkt of beschadigd, of een andere versie van dit programma heeft het geschreven."},
				}, other: msg.Text{
					En: "A code works once and for a few minutes, only with the request it was made for. It was used before, came too late, was pasted incompletely, or belongs to an earlier attempt. The answer: {answer}",
					Nl: "Een code werkt één keer en maar een paar minuten, en alleen bij de aanvraag waarvoor hij gemaakt is. Hij is al gebruikt, kwam te laat, is niet helemaal geplakt of hoort bij een eerdere poging. Het antwoord: {answer}",
				}},
				"begin": {by: "reason", of: map[string]msg.Text{"expired": startAgain, "used": startAgain, "unreadable": startAgain, "unclear": {
					En: "Sign in again, which mends both: `mailasset token {name}`. If Webex Connect showed it, press Generate Token on the asset.",
					Nl: "Meld je opnieuw aan, dat verhelpt beide: `mailasset token {name}`. Kwam het van Webex Connect, klik dan op de asset op Generate Token.",
				}}, other: msg.Text{
					En: "Begin again and use the newest browser tab: `mailasset token {name}`.",
					Nl: "Begin opnieuw en gebruik het nieuwste tabblad: `mailasset token {name}`.",
				}},
			},
			who: WhoYou, link: "https://developers.google.com/identity/protocols/oauth2/web-server#exchange-authorization-code",
		},
	}
}
