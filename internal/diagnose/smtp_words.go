package diagnose

import "mailasset/internal/msg"

// unreachableLexicon tells a firewall from an asset whose port and security do
// not match: from outside both are silence.
var unreachableLexicon = lexicon{
	"what": {by: "reason", of: map[string]msg.Text{
		"mixed-up": {En: "{server} stays silent, because it expects SSL and not STARTTLS", Nl: "{server} zwijgt, want daar hoort SSL en geen STARTTLS"},
		"silent":   {En: "{server} takes the connection and says nothing", Nl: "{server} neemt de verbinding aan en zegt niets"},
	}, other: msg.Text{
		En: "{server} cannot be reached from here",
		Nl: "{server} is vanaf hier niet te bereiken",
	}},
	"why": {by: "reason", of: unreachableWords, other: msg.Text{
		En: "The connection was lost or cut off.",
		Nl: "De verbinding viel weg of werd verbroken.",
	}},
	"elsewhere": {by: "reason", of: map[string]msg.Text{"mixed-up": {
		En: "Webex Connect meets the same silence, and no mail leaves the asset.",
		Nl: "Webex Connect stuit op dezelfde stilte, en dan gaat er geen mail uit van de asset.",
	}}, other: msg.Text{
		En: "Webex Connect sends from its own cloud, so this need not concern the asset.",
		Nl: "Webex Connect verstuurt vanuit de eigen cloud, dus de asset hoeft er geen last van te hebben.",
	}},
	"first": {by: "reason", of: map[string]msg.Text{
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
	}},
	"open": {by: "reason", of: map[string]msg.Text{"mixed-up": {
		En: "Then look again: `mailasset check {name} --only smtp.login`.",
		Nl: "Kijk daarna opnieuw: `mailasset check {name} --only smtp.login`.",
	}}, other: msg.Text{
		En: "Ask the network administrator to allow outgoing TCP to {server}; or run `mailasset check {name} --only smtp.login` from another network.",
		Nl: "Vraag de netwerkbeheerder om uitgaand TCP naar {server} toe te staan; of draai `mailasset check {name} --only smtp.login` vanaf een ander netwerk.",
	}},
	"without": {by: "reason", of: map[string]msg.Text{"mixed-up": {}}, other: msg.Text{
		En: "If that is not possible, go on without this proof: `mailasset setup {name}` lets you.",
		Nl: "Kan dat niet, ga dan verder zonder dit bewijs: `mailasset setup {name}` laat dat toe.",
	}},
}

var unreachableWords = map[string]msg.Text{
	"mixed-up": {En: "On that port the server waits for the client to begin with SSL. With STARTTLS the client waits for the server, and both wait.", Nl: "Op die poort wacht de server tot de client met SSL begint. Met STARTTLS wacht de client op de server, en zo wachten ze allebei."},
	"silent":   {En: "A port that expects SSL does that when STARTTLS is used, and so does a firewall that holds mail ports (465, 587).", Nl: "Dat doet een poort die SSL verwacht als er STARTTLS wordt gebruikt, en ook een firewall die mailpoorten (465, 587) tegenhoudt."},
	"timeout":  {En: "Nothing answers. A firewall that blocks mail ports (465, 587) does that.", Nl: "Er komt geen antwoord. Een firewall die mailpoorten (465, 587) blokkeert, doet dat."},
	"dns":      {En: "Its name cannot be looked up.", Nl: "De naam is niet op te zoeken."},
	"refused":  {En: "The connection is refused. A firewall that blocks mail ports (465, 587) can do that.", Nl: "De verbinding wordt geweigerd. Een firewall die mailpoorten (465, 587) blokkeert, kan dat doen."},
	"route":    {En: "There is no way there: this computer is offline, or the network does not let it out.", Nl: "Er is geen weg heen: deze computer is offline, of het netwerk laat hem er niet uit."},
}

// rejectedLexicon explains a refused login by the challenge, or, where the same
// run has proven the token's mailbox and scope, by what is left.
var rejectedLexicon = lexicon{
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
