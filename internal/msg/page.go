package msg

// The pages that the browser shows after the redirect. They say what is true
// at that moment; whether everything is well, the terminal says.
var (
	pageSignedInAs = Text{"Signed in as %s. The program goes on checking.", "Aangemeld als %s. Het programma controleert verder."}
	pageSignedIn   = Text{"The sign-in was accepted. The program goes on checking.", "De aanmelding is geaccepteerd. Het programma controleert verder."}
	pageNext       = Text{"You can close this page. Go back to the terminal.", "Je kunt deze pagina sluiten. Ga terug naar de terminal."}
	pageRetry      = Text{"Go back to the terminal: it says what to do.", "Ga terug naar de terminal: daar staat wat je kunt doen."}
	pageIgnore     = Text{"You can close this page.", "Je kunt deze pagina sluiten."}
)

// pages are title and text by the outcome of a redirect, as package oauth
// names it.
var pages = map[string]struct{ title, text, next Text }{
	"signed-in": {Text{"Signed in", "Aangemeld"}, pageSignedIn, pageNext},
	"not-accepted": {
		Text{"Signed in, but not usable", "Aangemeld, maar niet bruikbaar"},
		Text{"The sign-in worked, but what came back is not what this asset needs.", "De aanmelding is gelukt, maar wat terugkwam is niet wat deze asset nodig heeft."},
		pageRetry,
	},
	"declined": {
		Text{"Not signed in", "Niet aangemeld"},
		Text{"The sign-in page sent an error instead of permission.", "De aanmeldpagina stuurde een fout in plaats van toestemming."},
		pageRetry,
	},
	"rejected": {
		Text{"Not signed in", "Niet aangemeld"},
		Text{"The provider refused to exchange this sign-in for tokens.", "De provider weigerde deze aanmelding om te zetten in tokens."},
		pageRetry,
	},
	"provider-failed": {
		Text{"The provider did not answer properly", "De provider gaf geen goed antwoord"},
		Text{"You signed in, but the program got no tokens for it.", "Je bent aangemeld, maar het programma kreeg er geen tokens voor."},
		pageRetry,
	},
	"stranger": {
		Text{"Not the answer to our question", "Niet het antwoord op onze vraag"},
		Text{"This request does not belong to the sign-in that the program waits for. It goes on waiting.", "Dit verzoek hoort niet bij de aanmelding waarop het programma wacht. Het wacht verder."},
		pageIgnore,
	},
	"replay": {
		Text{"Already answered", "Al beantwoord"},
		Text{"This sign-in was used before. Nothing happened this time.", "Deze aanmelding is al gebruikt. Er is nu niets gebeurd."},
		pageIgnore,
	},
}

// pageNotAcceptedAs names the account of a sign-in that does not fit.
var pageNotAcceptedAs = Text{"You signed in as %s, which is not the mailbox this asset needs.", "Je hebt je aangemeld als %s. Dat is niet de mailbox die deze asset nodig heeft."}

// PageWords returns title, text and next step for an outcome of a redirect;
// the text takes the account's address when one is named.
func PageWords(outcome string, named bool) (title, text, next Text) {
	p := pages[outcome]
	if named {
		switch outcome {
		case "signed-in":
			p.text = pageSignedInAs
		case "not-accepted":
			p.text = pageNotAcceptedAs
		}
	}
	return p.title, p.text, p.next
}
