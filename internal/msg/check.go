package msg

// What the checks say, one sentence each.
var (
	CheckGroundGone = Text{"not tried: %s must hold first", "niet geprobeerd: %s moet eerst kloppen"}
	CheckLacks      = Text{"not tried: %s is not known here", "niet geprobeerd: %s is hier niet bekend"}

	CheckShapeGood     = Text{"every value follows the rules of the form", "elke waarde voldoet aan de regels van het formulier"}
	CheckShapeBroken   = Text{"%d values break a rule of the form", "%d waarden voldoen niet aan een regel van het formulier"}
	CheckShapeUsername = Text{"the Username is %s, the mailbox is %s", "de Username is %s, de mailbox is %s"}
	CheckShapeOne      = Text{"one value breaks a rule of the form", "één waarde voldoet niet aan een regel van het formulier"}

	CheckClientGood    = Text{"client ID and secret have the usual form", "client-ID en clientgeheim hebben de gebruikelijke vorm"}
	CheckClientForeign = Text{"the client is not Google's, its form is its provider's business", "de client is niet van Google, de vorm is aan de provider"}
	CheckClientUnusual = Text{"the client does not have the usual form", "de client heeft niet de gebruikelijke vorm"}

	CheckRedirectsGood    = Text{"the client JSON lists both redirect URIs", "de client-JSON bevat beide redirect-URI's"}
	CheckRedirectsSettled = Text{"the client JSON is older than the client: Google knows both redirect URIs", "de client-JSON is ouder dan de client: Google kent beide redirect-URI's"}
	CheckRedirectsMissing = Text{"the client JSON does not list %s", "de client-JSON bevat %s niet"}

	CheckProbeForeign       = Text{"not asked: only Google is known to answer this", "niet gevraagd: alleen van Google is bekend dat het hierop antwoordt"}
	CheckCredentialsGood    = Text{"Google knows the client, and the secret is right", "Google kent de client en het geheim klopt"}
	CheckCredentialsRefused = Text{"Google refuses the client", "Google weigert de client"}
	CheckCredentialsUnclear = Text{"whether client ID and secret are right could not be told", "of client-ID en geheim kloppen, was niet vast te stellen"}
	CheckRedirectGood       = Text{"registered: %s", "geregistreerd: %s"}
	CheckRedirectRefused    = Text{"Google refuses %s", "Google weigert %s"}
	CheckRedirectUnclear    = Text{"whether %s is registered could not be told", "of %s geregistreerd is, was niet vast te stellen"}

	CheckRefreshGood     = Text{"a new access token was given for the stored refresh token", "voor het bewaarde refresh token kwam een nieuw access token"}
	CheckRefreshSpared   = Text{"not asked: the provider may replace the refresh token, and check keeps none (--only token.refresh asks)", "niet gevraagd: de aanbieder kan het refresh token vervangen, en check bewaart er geen (--only token.refresh vraagt het wel)"}
	CheckRefreshReplaced = Text{"a new access token was given, and another refresh token: the one that was read may be used up", "er kwam een nieuw access token, en een ander refresh token: dat wat gelezen is, kan verbruikt zijn"}
	CheckRefreshFailed   = Text{"no new access token was given", "er kwam geen nieuw access token"}
	CheckNoRefreshToken  = Text{"there is an access token, but no refresh token", "er is een access token, maar geen refresh token"}

	CheckScopeGood    = Text{"granted: %s", "toegekend: %s"}
	CheckScopeMissing = Text{"not granted: %s", "niet toegekend: %s"}

	CheckLifetimeGood = Text{"the refresh token has no stated end", "het refresh token heeft geen einddatum"}
	CheckLifetimeEnds = Text{"the refresh token dies on %s", "het refresh token vervalt op %s"}
	CheckLifetimeDead = Text{"the refresh token died on %s", "het refresh token is vervallen op %s"}

	CheckIdentityGood    = Text{"the token belongs to %s", "het token hoort bij %s"}
	CheckIdentityWrong   = Text{"the token belongs to %s, not to %s", "het token hoort bij %s, niet bij %s"}
	CheckIdentityUnread  = Text{"Gmail did not say which mailbox the token belongs to", "Gmail vertelde niet bij welke mailbox het token hoort"}
	CheckIdentityForeign = Text{"not asked: the provider is not Google", "niet gevraagd: de provider is niet Google"}

	CheckSMTPGood   = Text{"%s (%s) accepted the sign-in", "%s (%s) accepteerde de aanmelding"}
	CheckSMTPFailed = Text{"%s did not accept the sign-in", "%s accepteerde de aanmelding niet"}

	CheckOtherMailbox = Text{"not asked: this token sees another mailbox, %s", "niet gevraagd: dit token ziet een andere mailbox, %s"}

	CheckForwardingKnown     = Text{"registered and confirmed: %s", "geregistreerd en bevestigd: %s"}
	CheckForwardingPending   = Text{"registered, not confirmed yet: %s", "geregistreerd, nog niet bevestigd: %s"}
	CheckForwardingMissing   = Text{"not registered in Gmail: %s", "niet geregistreerd in Gmail: %s"}
	CheckForwardingActive    = Text{"Gmail forwards all mail to %s", "Gmail stuurt alle e-mail door naar %s"}
	CheckForwardingOff       = Text{"Gmail forwards nothing", "Gmail stuurt niets door"}
	CheckForwardingElsewhere = Text{"Gmail forwards to %s, not to %s", "Gmail stuurt door naar %s, niet naar %s"}
	CheckForwardingUnread    = Text{"Gmail did not say where it forwards to", "Gmail vertelde niet waarheen het doorstuurt"}

	CheckMayNotSend  = Text{"not sent: nobody agreed to the mail (--yes does)", "niet verstuurd: niemand stemde in met de mail (met --yes wel)"}
	CheckEchoGood    = Text{"a mail to itself was in the mailbox after %s", "een mail aan zichzelf zat na %s in de mailbox"}
	CheckEchoLost    = Text{"a mail to itself was accepted, and not in the mailbox after %s", "een mail aan zichzelf werd geaccepteerd, en zat na %s niet in de mailbox"}
	CheckEchoUnread  = Text{"a mail to itself was accepted; Gmail did not say whether it arrived", "een mail aan zichzelf werd geaccepteerd; Gmail vertelde niet of hij aankwam"}
	CheckSendRefused = Text{"%s did not take the mail", "%s nam de mail niet aan"}
)

// The mail of the tier send.
var (
	EchoSubject = Text{"Test of your email asset by mailasset", "Test van je e-mailasset door mailasset"}
	EchoText    = Text{
		`mailasset sent this mail from %[1]s to itself, to see whether sending works.

Somebody who checks the email asset of Webex Connect asked for it. Nothing needs to be done; the mail
can be deleted. If Gmail forwards this mailbox, Webex Connect got a copy, and a flow may have begun.
`,
		`Deze mail is door mailasset verstuurd, van %[1]s aan zichzelf, om te zien of versturen werkt.

Iemand die de e-mailasset van Webex Connect controleert, vroeg erom. Je hoeft niets te doen; de mail
mag weg. Stuurt Gmail deze mailbox door, dan kreeg Webex Connect een kopie en is er misschien een flow gestart.
`,
	}
	AskSend = Text{
		"Send one mail from %s to itself?",
		"Eén mail van %s aan zichzelf sturen?",
	}
	AskSendSeveral = Text{
		"Send one mail each to itself, from these %d mailboxes: %s?",
		"Vanuit deze %d mailboxen elk één mail aan zichzelf sturen: %s?",
	}
	HelpSend = Text{
		"It proves that sending works. The mail says that it is a test and holds nothing else. If Gmail forwards the mailbox, Webex Connect gets a copy.",
		"Zo blijkt dat versturen werkt. In de mail staat dat het een test is, en verder niets. Stuurt Gmail de mailbox door, dan krijgt Webex Connect een kopie.",
	}
)

// What the command check says besides.
var (
	AsAbove      = Text{"as above: %s", "zie boven: %s"}
	CheckingNow  = Text{"checking %s…", "%s controleren…"}
	AgreeToSend  = Text{"Agree with --yes, or with --answer check.send=yes.", "Stem in met --yes, of met --answer check.send=yes."}
	CheckingMany = Text{"%d of %d checked…", "%d van %d gecontroleerd…"}

	LeftOutLab         = Text{"Left out, assets of a lab: %s", "Weggelaten, assets van een lab: %s"}
	LeftOutReal        = Text{"Left out, because MAILASSET_LAB is set: %s", "Weggelaten, omdat MAILASSET_LAB gezet is: %s"}
	CheckUntried       = Text{"Nothing that was tried failed. Not tried, because a value is missing: %s.", "Niets van wat is geprobeerd, mislukte. Niet geprobeerd, omdat er een waarde ontbreekt: %s."}
	CheckPartHolds     = Text{"What was checked holds (%d of %d).", "Wat is gecontroleerd, klopt (%d van de %d)."}
	CheckPartWarns     = Text{"What was checked holds, with a remark (%d of %d).", "Wat is gecontroleerd, klopt, met een opmerking (%d van de %d)."}
	CheckNothingWished = Text{"What was asked for is not set up here, so there was nothing to check.", "Waar om gevraagd werd, is hier niet ingesteld: er viel niets te controleren."}
	CheckNothingSeen   = Text{"Nothing could be checked: what is missing stands above.", "Er kon niets worden gecontroleerd: wat ontbreekt, staat hierboven."}
	CheckOurSide       = Text{
		"Checked from this side, with a token of ours. The token that Webex Connect makes for itself is seen only by connect.asset.",
		"Gecontroleerd van onze kant, met een eigen token. Het token dat Webex Connect zelf maakt, ziet alleen connect.asset.",
	}

	WatchBegins = Text{"Waiting for %s, at most %s (Ctrl-C stops).", "Wachten op %s, hooguit %s (Ctrl-C stopt)."}
	WatchLine   = Text{"waiting for %s · next check in %s · %s left", "wachten op %s · volgende controle over %s · nog %s"}

	CheckTierUnknown = Text{"--tier takes offline, online or send, not %q", "--tier is offline, online of send, niet %q"}
	CheckOnlyNothing = Text{"--only names at least one check", "--only noemt minstens één controle"}
	CheckOnlyUnknown = Text{"--only: there is no check %q (there are %s)", "--only: er is geen controle %q (er zijn %s)"}
	CheckOnlyBeyond  = Text{"--only %s needs --tier %s", "--only %s vraagt om --tier %s"}
	CheckAllAlone    = Text{"--all takes every asset: name none beside it", "--all neemt elke asset: noem er geen bij"}

	UnknownAsset = Text{
		"no asset %q is known on this machine (mailasset list shows those that are)",
		"op deze machine is geen asset %q bekend (mailasset list toont welke wel)",
	}
	AssetOfALab  = Text{"%s is an asset of a lab: point MAILASSET_LAB at that lab", "%s is een asset van een lab: laat MAILASSET_LAB naar dat lab wijzen"}
	AssetForReal = Text{"%s is a real asset: unset MAILASSET_LAB, or choose another name", "%s is een echte asset: haal MAILASSET_LAB weg of kies een andere naam"}
)
