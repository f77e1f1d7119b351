package msg

// The command explain.
var (
	HelpExplain     = Text{"cause, fix and who can fix it, for an error somebody saw", "oorzaak, oplossing en wie het kan oplossen, bij een fout die iemand zag"}
	HelpExplainLong = Text{
		`Says what an error means, why it is there, how to mend it and who can. Give what you have, as a TEXT in quotes
or with - on stdin; on a terminal it is asked for:

  the address of Google's error page, also cut off or wrapped      the text of that page, in any language
  "Error 400: redirect_uri_mismatch"                               the text of a screenshot
  a JSON answer of Google or Webex Connect                         an SMTP dialogue, one reply, or a challenge
  what curl, gcloud or a mail program printed                      a finding of mailasset itself

It is compared with the asset that is known on this machine; of several, with the one that the text is about. Nobody
is asked anything, and no secret is repeated. A text that is not known is not guessed at: exit code 4.`,
		`Zegt wat een fout betekent, waar hij vandaan komt, hoe je hem oplost en wie dat kan. Geef wat je hebt, als TEXT
tussen aanhalingstekens of met - via stdin; op een terminal wordt erom gevraagd:

  het adres van de foutpagina van Google, ook afgekapt of afgebroken   de tekst van die pagina, in elke taal
  "Fout 400: redirect_uri_mismatch"                                    de tekst van een schermafbeelding
  een JSON-antwoord van Google of Webex Connect                        een SMTP-dialoog, één antwoord of een challenge
  wat curl, gcloud of een mailprogramma meldde                         een bevinding van mailasset zelf

De tekst wordt vergeleken met de asset die op deze machine bekend is; bij meer dan één met de asset waar hij over
gaat. Er wordt niemand iets gevraagd en geen geheim herhaald. Bij een onbekende tekst wordt er niet gegokt: exitcode 4.`,
	}
	FlagClipboard     = Text{"take the text from the clipboard", "de tekst van het klembord nemen"}
	FlagExplainSchema = Text{"print the JSON Schema of -o json", "het JSON-schema van -o json tonen"}

	AskExplain     = Text{"Paste what you see, then press Enter on an empty line (explain.text):", "Plak wat je ziet en druk dan op Enter op een lege regel (explain.text):"}
	ExplainNothing = Text{"there is no text to explain (explain.text): give it in quotes, with - on stdin, or with --clipboard", "er is geen tekst om uit te leggen (explain.text): geef hem tussen aanhalingstekens, met - via stdin, of met --clipboard"}
	ExplainOneWay  = Text{"give the text once: as an argument or with --clipboard", "geef de tekst één keer: als argument of met --clipboard"}
	ExplainUnknown = Text{
		`This text is not known, and nothing is guessed. What helps:
  the whole address of the page: click into the address bar, copy all of it (Ctrl-A, Ctrl-C)
  all of the text of the page, and behind "error details" (it names a code such as "Error 400: ...")
  the whole answer or dialogue, not its first line`,
		`Deze tekst is niet bekend, en er wordt niet gegokt. Wat helpt:
  het hele adres van de pagina: klik in de adresbalk en kopieer alles (Ctrl-A, Ctrl-C)
  de hele tekst van de pagina, ook achter "foutdetails" (daar staat een code zoals "Fout 400: ...")
  het hele antwoord of de hele dialoog, niet alleen de eerste regel`,
	}
	ExplainAnswer = Text{
		"This is no error: it is the answer to a sign-in. Paste it where the sign-in waits, or into: mailasset token NAME --finish",
		"Dit is geen fout: het is het antwoord op een aanmelding. Plak het waar de aanmelding wacht, of bij: mailasset token NAME --finish",
	}
	ExplainTitle = Text{
		`This is only the title of Google's page; several errors have it. Copy the line with the code as well, such as "Error 400: ...", or the whole address of the page.`,
		`Dit is alleen de titel van de pagina van Google; meerdere fouten hebben die. Kopieer ook de regel met de code, zoals "Fout 400: ...", of het hele adres van de pagina.`,
	}
	ExplainCompared = Text{"Compared with the asset %s.", "Vergeleken met de asset %s."}
	FindingRead     = Text{"read", "gelezen"}

	ClipboardNone   = Text{"the clipboard cannot be read here: there is no desktop, or none of its clipboard programs (wl-clipboard, xclip, xsel)", "het klembord is hier niet te lezen: er is geen desktop, of geen van zijn klembordprogramma's (wl-clipboard, xclip, xsel)"}
	ClipboardFailed = Text{"the clipboard cannot be read: %s says %s", "het klembord is niet te lezen: %s meldt %s"}
	ClipboardEmpty  = Text{"there is no text on the clipboard", "er staat geen tekst op het klembord"}
)
