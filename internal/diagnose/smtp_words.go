package diagnose

import (
	"mailasset/internal/mail"
	"mailasset/internal/msg"
)

// unreachableLexicon tells a firewall from an asset whose port and security do
// not match: from outside both are silence.
func unreachableLexicon() lexicon {
	return lexicon{
		"what": {by: "connection", of: map[string]msg.Text{
			"mixed-up": {En: "{server} stays silent, because it expects SSL and not STARTTLS", Nl: "{server} zwijgt, want daar hoort SSL en geen STARTTLS"},
			"silent":   {En: "{server} takes the connection and says nothing", Nl: "{server} neemt de verbinding aan en zegt niets"},
			fellSilent: {En: "{server} stopped answering", Nl: "{server} geeft geen antwoord meer"},
		}, other: msg.Text{
			En: "{server} cannot be reached from here",
			Nl: "{server} is vanaf hier niet te bereiken",
		}},
		"why": {by: "connection", of: unreachableWords(), other: msg.Text{
			En: "The connection was lost or cut off.",
			Nl: "De verbinding viel weg of werd verbroken.",
		}},
		"elsewhere": {by: "connection", of: map[string]msg.Text{"mixed-up": {
			En: "Webex Connect meets the same silence, and no mail leaves the asset.",
			Nl: "Webex Connect stuit op dezelfde stilte, en dan gaat er geen mail uit van de asset.",
		}, fellSilent: {}}, other: msg.Text{
			En: "Webex Connect sends from its own cloud, so this need not concern the asset.",
			Nl: "Webex Connect verstuurt vanuit de eigen cloud, dus de asset hoeft er geen last van te hebben.",
		}},
		"first": {by: "connection", of: map[string]msg.Text{
			"mixed-up": {
				En: "Correct Port or Security on the asset: 465 goes with SSL, 587 with STARTTLS.",
				Nl: "Verbeter Port of Security op de asset: 465 hoort bij SSL, 587 bij STARTTLS.",
			},
			"silent": {
				En: "Look at Port and Security on the asset: 465 goes with SSL, 587 with STARTTLS.",
				Nl: "Kijk naar Port en Security op de asset: 465 hoort bij SSL, 587 bij STARTTLS.",
			},
			"dns": {
				En: "Look at SMTP Server on the asset: {server} was tried.",
				Nl: "Kijk naar SMTP Server op de asset: geprobeerd is {server}.",
			},
			fellSilent: {
				En: "A busy server does that: wait some minutes and run `mailasset check {name} --only smtp.login` again.",
				Nl: "Een drukke server doet dat: wacht een paar minuten en draai `mailasset check {name} --only smtp.login` opnieuw.",
			},
		}},
		"open": {by: "connection", of: map[string]msg.Text{"mixed-up": {
			En: "Then look again: `mailasset check {name} --only smtp.login`.",
			Nl: "Kijk daarna opnieuw: `mailasset check {name} --only smtp.login`.",
		}, fellSilent: {
			En: "If it stays, run it from another network: a firewall that reads along can cause it too.",
			Nl: "Blijft het zo, draai het dan vanaf een ander netwerk: een firewall die meeleest, kan dit ook veroorzaken.",
		}}, other: msg.Text{
			En: "Ask the network administrator to allow outgoing TCP to {server}; or run `mailasset check {name} --only smtp.login` from another network.",
			Nl: "Vraag de netwerkbeheerder om uitgaand TCP naar {server} toe te staan; of draai `mailasset check {name} --only smtp.login` vanaf een ander netwerk.",
		}},
		"without": {by: "connection", of: map[string]msg.Text{"mixed-up": {}}, other: msg.Text{
			En: "If that is not possible, go on without this proof: `mailasset setup {name}` lets you.",
			Nl: "Kan dat niet, ga dan verder zonder dit bewijs: `mailasset setup {name}` laat dat toe.",
		}},
	}
}

// fellSilent is a server that had answered before it said nothing more.
const fellSilent = "fell-silent"

// connectionOf is why a mail server was not reached, as the texts tell it: a
// server that had greeted is no firewall's silence. With SSL the handshake comes
// before the greeting.
func connectionOf(seen facts) string {
	reason, phase := seen["reason"], seen["phase"]
	switch {
	case reason != "timeout", phase == "", phase == "dial", phase == "greeting", phase == "tls" && seen["security"] != string(mail.STARTTLS):
		return reason
	}
	return fellSilent
}

func unreachableWords() map[string]msg.Text {
	return map[string]msg.Text{
		"mixed-up": {En: "On that port the server waits for the client to begin with SSL. With STARTTLS the client waits for the server, and both wait.", Nl: "Op die poort wacht de server tot de client met SSL begint. Met STARTTLS wacht de client op de server, en zo wachten ze allebei."},
		"silent":   {En: "A port that expects SSL does that when STARTTLS is used, and so does a firewall that holds mail ports (465, 587).", Nl: "Dat doet een poort die SSL verwacht als er STARTTLS wordt gebruikt, en ook een firewall die mailpoorten (465, 587) tegenhoudt."},
		fellSilent: {En: "It answered, then fell silent at {phase}.", Nl: "Hij antwoordde eerst, maar zweeg daarna bij {phase}."},
		"timeout":  {En: "Nothing answers. A firewall that blocks mail ports (465, 587) does that.", Nl: "Er komt geen antwoord. Een firewall die mailpoorten (465, 587) blokkeert, doet dat."},
		"dns":      {En: "Its name cannot be looked up.", Nl: "De naam is niet op te zoeken."},
		"refused":  {En: "The connection is refused. A firewall that blocks mail ports (465, 587) can do that.", Nl: "De verbinding wordt geweigerd. Een firewall die mailpoorten (465, 587) blokkeert, kan dat doen."},
		"route":    {En: "There is no way there: this computer is offline, or the network does not let it out.", Nl: "Er is geen weg heen: deze computer is offline, of het netwerk laat hem er niet uit."},
	}
}

// rejectedLexicon explains a refused login by the challenge, or, where the same
// run has proven the token's mailbox and scope, by what is left.
func rejectedLexicon() lexicon {
	return lexicon{
		"challenge": {by: "ground", of: map[string]msg.Text{
			"400": {
				En: "The token does not have the scope {scope}, the only one that SMTP accepts.",
				Nl: "Het token heeft het bereik {scope} niet, en SMTP accepteert alleen dat.",
			},
			"401": {
				En: "The token has expired or was revoked, or it belongs to another mailbox than the user name.",
				Nl: "Het token is verlopen of ingetrokken, of het hoort bij een andere mailbox dan de gebruikersnaam.",
			},
			"401 identity": {
				En: "The token has expired or was revoked. Its mailbox is the right one.",
				Nl: "Het token is verlopen of ingetrokken. De mailbox klopt.",
			},
			"identity": {
				En: "The server does not say why. The token belongs to this mailbox, so usually it has the wrong scope, or was revoked a moment ago. A disturbance at the server can look the same.",
				Nl: "De server zegt niet waarom. Het token hoort bij deze mailbox, dus meestal heeft het een verkeerd bereik of is het net ingetrokken. Een storing bij de server kan er ook zo uitzien.",
			},
			"scope": {
				En: "The server does not say why. The token has the right scope, so usually it belongs to another mailbox, or was revoked a moment ago. A disturbance at the server can look the same.",
				Nl: "De server zegt niet waarom. Het token heeft het goede bereik, dus meestal hoort het bij een andere mailbox of is het net ingetrokken. Een storing bij de server kan er ook zo uitzien.",
			},
			"both": {
				En: "The token is not the reason: it belongs to this mailbox and has the right scope. What is left: SMTP is switched off for this account, the account is held back for a while, or there is a disturbance at the server.",
				Nl: "Aan het token ligt het niet: het hoort bij deze mailbox en heeft het goede bereik. Dan blijft over: SMTP staat uit voor dit account, het account wordt even tegengehouden, of er is een storing bij de server.",
			},
		}, other: msg.Text{
			En: "The server does not say why. Usual reasons: the token belongs to another mailbox, has the wrong scope, or was revoked. A disturbance at the server can look the same.",
			Nl: "De server zegt niet waarom. Meestal hoort het token bij een andere mailbox, heeft het een verkeerd bereik of is het ingetrokken. Een storing bij de server kan er ook zo uitzien.",
		}},
		"which": {by: "ground", of: map[string]msg.Text{"both": {
			En: "Look again in some minutes: `mailasset check {name} --only smtp.login`. A disturbance passes.",
			Nl: "Kijk over een paar minuten opnieuw: `mailasset check {name} --only smtp.login`. Een storing gaat voorbij.",
		}}, other: msg.Text{
			En: "See which link breaks, token, scope or mailbox: `mailasset check {name}`.",
			Nl: "Kijk welke schakel het is, token, bereik of mailbox: `mailasset check {name}`.",
		}},
		"again": {by: "ground", of: map[string]msg.Text{"both": {
			En: "Username on the asset must be {email}, the mailbox that the token belongs to.",
			Nl: "Username op de asset moet {email} zijn, de mailbox waar het token bij hoort.",
		}}, other: msg.Text{
			En: "Sign in again as {account}: `mailasset token {name}`. Username on the asset must be that address.",
			Nl: "Meld je opnieuw aan als {account}: `mailasset token {name}`. Username op de asset moet dat adres zijn.",
		}},
	}
}

// groundOf is on what ground a login was refused, as far as it is known: the
// challenge's status, and what other checks have refuted of it.
func groundOf(seen facts) string {
	status, holds := seen["challengeStatus"], seen["holds"]
	switch {
	case holds == "both", status == "400" && holds == "scope", status != "400" && status != "401":
		return holds
	case status == "401" && holds == "identity":
		return "401 identity"
	}
	return status
}

// refusedLexicon is about what a server refused that was not the token.
func refusedLexicon() lexicon {
	return lexicon{
		"what": {by: "reason", of: map[string]msg.Text{
			"browser":        {En: "{server} wants a sign-in in a browser first", Nl: "{server} wil eerst een aanmelding in een browser"},
			"no-login":       {En: "{server} wants a sign-in with a token", Nl: "{server} wil een aanmelding met een token"},
			"mail-sender":    doesNotTake,
			"mail-recipient": doesNotTake,
			"mail-content":   doesNotTake,
		}, other: msg.Text{
			En: "{server} refuses this connection",
			Nl: "{server} weigert deze verbinding",
		}},
		"why": {by: "reason", of: map[string]msg.Text{
			"browser":        {En: "The account is held back: a program may sign in again once its owner has done so in a browser.", Nl: "Het account wordt tegengehouden: een programma mag zich weer aanmelden zodra de eigenaar dat in een browser heeft gedaan."},
			"no-login":       {En: "No token came: nobody signed in, or somebody did with a password.", Nl: "Er kwam geen token: niemand meldde zich aan, of iemand deed dat met een wachtwoord."},
			"mail-sender":    {En: "It was not the login that was refused, but the sender: a mailbox may send only in its own name.", Nl: "Niet de aanmelding is geweigerd, maar de afzender: een mailbox mag alleen onder de eigen naam versturen."},
			"mail-recipient": {En: "It was not the login that was refused, but the recipient: there is no such address, or it takes no mail from here.", Nl: "Niet de aanmelding is geweigerd, maar de ontvanger: dat adres bestaat niet, of het neemt hiervandaan geen mail aan."},
			"mail-content":   {En: "It was not the login that was refused, but the mail: it is too large, looks like spam, or breaks a rule of an organisation.", Nl: "Niet de aanmelding is geweigerd, maar de mail: hij is te groot, lijkt op spam of past niet bij een regel van een organisatie."},
		}, other: msg.Text{
			En: "It was not the token that was refused, but the way in: a policy of the server, an address it does not trust, or a login it does not allow.",
			Nl: "Niet het token is geweigerd, maar de toegang: een beleidsregel van de server, een adres dat hij niet vertrouwt of een aanmelding die hij niet toestaat.",
		}},
		"first": {by: "reason", of: map[string]msg.Text{
			"browser": {
				En: "Sign in as {account} in a browser once, and answer what the security page of the account asks (at Google: https://myaccount.google.com/security).",
				Nl: "Meld je één keer als {account} aan in een browser en beantwoord wat de beveiligingspagina van het account vraagt (bij Google: https://myaccount.google.com/security).",
			},
			"no-login": {
				En: "Look at the asset: Authentication Type must be OAuth 2.0, with a token from Generate Token.",
				Nl: "Kijk naar de asset: Authentication Type moet OAuth 2.0 zijn, met een token van Generate Token.",
			},
			"mail-sender": {
				En: "Email ID and Username on the asset must be the mailbox that signs in, or an address that {account} may send as.",
				Nl: "Email ID en Username op de asset moeten de mailbox zijn die zich aanmeldt, of een adres waarmee {account} mag versturen.",
			},
			"mail-recipient": {
				En: "Send a mail to that address from another account. If it comes back too, correct the address, or ask its owner.",
				Nl: "Stuur vanaf een ander account een mail naar dat adres. Komt die ook terug, verbeter dan het adres of vraag het de eigenaar.",
			},
			"mail-content": {
				En: "Do what the answer says: a mail that is too large must get smaller; against spam the sender's domain needs SPF, DKIM and DMARC.",
				Nl: "Doe wat het antwoord zegt: een te grote mail moet kleiner; tegen spam heeft het domein van de afzender SPF, DKIM en DMARC nodig.",
			},
		}, other: msg.Text{
			En: "Look at SMTP Server, Port and Security on the asset: {server} was tried. 465 goes with SSL, 587 with STARTTLS.",
			Nl: "Kijk naar SMTP Server, Port en Security op de asset: geprobeerd is {server}. 465 hoort bij SSL, 587 bij STARTTLS.",
		}},
		"then": {by: "reason", of: map[string]msg.Text{
			"browser": {
				En: "Then look again: `mailasset check {name} --only smtp.login`.",
				Nl: "Kijk daarna opnieuw: `mailasset check {name} --only smtp.login`.",
			},
			"no-login": {
				En: "Then look again: `mailasset check {name} --only smtp.login`.",
				Nl: "Kijk daarna opnieuw: `mailasset check {name} --only smtp.login`.",
			},
			"mail-sender":    sendAgain,
			"mail-recipient": sendAgain,
			"mail-content": {
				En: "If it names no reason, ask the Workspace administrator for the rules for outgoing mail: https://admin.google.com/ac/apps/gmail/compliance (Gmail -> Compliance).",
				Nl: "Staat er geen reden in, vraag de Workspace-beheerder dan naar de regels voor uitgaande mail: https://admin.google.com/ac/apps/gmail/compliance (Gmail -> Compliance).",
			},
		}, other: msg.Text{
			En: "If they are right, run `mailasset check {name} --only smtp.login` from another network. A refusal that comes only here is this network's.",
			Nl: "Kloppen die, draai dan `mailasset check {name} --only smtp.login` vanaf een ander netwerk. Komt de weigering alleen hier, dan ligt het aan dit netwerk.",
		}},
	}
}

var (
	doesNotTake = msg.Text{En: "{server} does not take the mail", Nl: "{server} neemt de mail niet aan"}
	sendAgain   = msg.Text{En: "Then send another one: `mailasset check {name} --tier send`.", Nl: "Stuur er daarna nog een: `mailasset check {name} --tier send`."}
)

// tlsLexicon is about a connection that did not get encrypted as it must be.
func tlsLexicon() lexicon {
	return lexicon{
		"why": {by: "reason", of: map[string]msg.Text{
			"untrusted":      {En: "Its certificate is signed by {issuer}, whom this computer does not trust. A virus scanner or firewall that reads along does that.", Nl: "Het certificaat is ondertekend door {issuer}, en die vertrouwt deze computer niet. Een virusscanner of firewall die meeleest, doet dat."},
			"wrong-name":     {En: "Its certificate is for {names}, and not for the name that was asked for. It is signed by {issuer}.", Nl: "Het certificaat is voor {names}, en niet voor de naam waar om gevraagd is. Het is ondertekend door {issuer}."},
			"expired":        validFromTo,
			"expired-server": {En: "Its certificate is good from {notBefore} to {notAfter}. This computer's clock says {now}, and so do other servers.", Nl: "Het certificaat geldt van {notBefore} tot {notAfter}. De klok van deze computer zegt {now}, en andere servers ook."},
			"expired-clock":  validFromTo,
			"not-offered":    {En: "The server does not offer STARTTLS. Gmail always does, so this is another server, or something on the way takes it out.", Nl: "De server biedt geen STARTTLS aan. Gmail doet dat altijd, dus dit is een andere server, of iets onderweg haalt het weg."},
			"refused":        {En: "The server refused STARTTLS ({answer}).", Nl: "De server weigerde STARTTLS ({answer})."},
		}, other: msg.Text{
			En: "The TLS handshake failed.",
			Nl: "De TLS-handshake mislukte.",
		}},
		"drift": {by: "direction", of: map[string]msg.Text{
			"ahead":  {En: "By the time of other servers the clock is {minutes} minutes ahead.", Nl: "Volgens andere servers loopt de klok {minutes} minuten voor."},
			"behind": {En: "By the time of other servers the clock is {minutes} minutes behind.", Nl: "Volgens andere servers loopt de klok {minutes} minuten achter."},
		}},
		"remedy": {by: "reason", of: map[string]msg.Text{
			"untrusted": {En: "If that is your company's own certificate, add it: `mailasset check {name} --ca-file PEM`.", Nl: "Is dat het certificaat van je eigen bedrijf, geef het dan mee: `mailasset check {name} --ca-file PEM`."},
			"wrong-name": {
				En: "Look at SMTP Server on the asset: {server} was tried, and must be a name of the certificate; for Gmail it is smtp.gmail.com. If it is right, something on the way answers in its place.",
				Nl: "Kijk naar SMTP Server op de asset: geprobeerd is {server}, en dat moet een naam uit het certificaat zijn; voor Gmail is het smtp.gmail.com. Klopt het, dan antwoordt er onderweg iets anders.",
			},
			"expired": {
				En: "Compare this computer's clock with https://time.is/. If it is right, whoever runs {server} must renew the certificate.",
				Nl: "Vergelijk de klok van deze computer met https://time.is/. Staat die goed, dan moet de beheerder van {server} het certificaat vernieuwen.",
			},
			"expired-server": {
				En: "Whoever runs {server} must renew the certificate, or something on the way shows an old one.",
				Nl: "De beheerder van {server} moet het certificaat vernieuwen, of iets onderweg toont een oud certificaat.",
			},
			"expired-clock": {En: "Set this computer's clock to automatic.", Nl: "Zet de klok van deze computer op automatisch."},
		}, other: msg.Text{
			En: "Ask the network administrator to let {server} pass without inspection.",
			Nl: "Vraag de netwerkbeheerder om {server} zonder inspectie door te laten.",
		}},
	}
}

var validFromTo = msg.Text{
	En: "Its certificate is good from {notBefore} to {notAfter}; this computer's clock says {now}.",
	Nl: "Het certificaat geldt van {notBefore} tot {notAfter}; de klok van deze computer zegt {now}.",
}
