package diagnose

import "mailasset/internal/msg"

const statusPage = "https://www.google.com/appsstatus/dashboard/"

// networkEntries are about what lies between, and about a provider that is
// reached and does not work.
func networkEntries() []entry {
	return []entry{
		{
			code: "provider-unreachable",
			take: ofNetwork.is("provider-unreachable"),
			title: msg.Text{
				En: "{host} cannot be reached",
				Nl: "{host} is niet te bereiken",
			},
			cause: msg.Text{En: "{why} {login}", Nl: "{why} {login}"},
			fix: []msg.Text{
				{
					En: "{browse} If that fails too, the network is the reason.",
					Nl: "{browse} Lukt dat ook niet, dan ligt het aan het netwerk.",
				},
				{En: "{behind}", Nl: "{behind}"},
				{
					En: "On a slow line, wait longer: `mailasset check {name} --timeout 2m`.",
					Nl: "Wacht bij een trage lijn langer: `mailasset check {name} --timeout 2m`.",
				},
			},
			words: lexicon{"login": {by: "status", of: map[string]msg.Text{"407": {
				En: "The proxy {proxy} wants a login: status 407.",
				Nl: "De proxy {proxy} wil een aanmelding: status 407.",
			}, "403": {
				En: "The proxy {proxy} forbids this host: status 403.",
				Nl: "De proxy {proxy} verbiedt deze host: status 403.",
			}, "": {}}, other: msg.Text{
				En: "The proxy {proxy} refused: status {status}.",
				Nl: "De proxy {proxy} weigerde: status {status}.",
			}}, "behind": {by: "status", of: map[string]msg.Text{"407": {
				En: "Set HTTPS_PROXY to http://NAME:PASSWORD@{proxy}, with your own login at the proxy, and run {same} again. If the proxy takes Windows logins only (NTLM, Kerberos), ask the network administrator for a way out without one.",
				Nl: "Zet in HTTPS_PROXY http://NAAM:WACHTWOORD@{proxy}, met je eigen aanmelding bij de proxy, en draai {same} opnieuw. Neemt de proxy alleen Windows-aanmeldingen aan (NTLM, Kerberos), vraag de netwerkbeheerder dan om een uitweg zonder aanmelding.",
			}, "403": {
				En: "Ask the network administrator to let {host} through the proxy, then run {same} again.",
				Nl: "Vraag de netwerkbeheerder om {host} door te laten in de proxy en draai daarna {same} opnieuw.",
			}}, other: msg.Text{
				En: "Behind a proxy, set HTTPS_PROXY to its address, such as http://proxy.example.com:8080, and run {same} again.",
				Nl: "Zit je achter een proxy, zet dan het adres ervan in HTTPS_PROXY, zoals http://proxy.example.com:8080, en draai {same} opnieuw.",
			}}, "browse": {by: "host", of: map[string]msg.Text{"": {
				En: "Open any web page in a browser on this computer.",
				Nl: "Open een willekeurige webpagina in een browser op deze computer.",
			}}, other: msg.Text{
				En: "Open {asked} in a browser on this computer.",
				Nl: "Open {asked} in een browser op deze computer.",
			}}, "why": {by: "reason", of: map[string]msg.Text{
				"dns":     {En: "Its name cannot be looked up. This computer is offline, or its DNS does not know the internet.", Nl: "De naam is niet op te zoeken. Deze computer is offline, of de DNS kent het internet niet."},
				"timeout": {En: "It does not answer in time. A firewall that drops the connection looks like this, and so does a slow line.", Nl: "Er komt niet op tijd antwoord. Zo ziet een firewall eruit die de verbinding laat vallen, maar ook een trage lijn."},
				"refused": {En: "The connection is refused. A firewall or a wrong proxy setting does that.", Nl: "De verbinding wordt geweigerd. Een firewall of een verkeerde proxy-instelling doet dat."},
				"route":   {En: "There is no way there: this computer is offline, or the network does not let it out.", Nl: "Er is geen weg heen: deze computer is offline, of het netwerk laat hem er niet uit."},
				"proxy":   {En: "The proxy does not let the connection through, or asks for a login.", Nl: "De proxy laat de verbinding niet door, of vraagt om een aanmelding."},
				"not-tls": {En: "Something answers without encryption, such as the login page of a guest network.", Nl: "Iets antwoordt zonder versleuteling, bijvoorbeeld de aanmeldpagina van een gastnetwerk."},
			}, other: msg.Text{
				En: "The connection was lost or cut off.",
				Nl: "De verbinding viel weg of werd verbroken.",
			}}},
			who: WhoNetworkAdmin, link: statusPage,
		},
		{
			code: "provider-error",
			take: oneOf(ofOAuth.is("provider-error"), ofGmail.is("provider-error"), ofPage.is("provider-error"), ofAdmin.is("provider-error")),
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
					En: "{first}",
					Nl: "{first}",
				},
				{
					En: "{disturbance}",
					Nl: "{disturbance}",
				},
				{
					En: "If it stays: `mailasset report {name}` collects what support needs, without secrets.",
					Nl: "Blijft het zo: `mailasset report {name}` verzamelt wat support nodig heeft, zonder geheimen.",
				},
			},
			foreign: []msg.Text{
				{En: "{first}", Nl: "{first}"},
				{
					En: "If it stays: `mailasset report {name}` collects what support needs, without secrets.",
					Nl: "Blijft het zo: `mailasset report {name}` verzamelt wat support nodig heeft, zonder geheimen.",
				},
			},
			words: lexicon{
				"what": {by: "reason", of: map[string]msg.Text{"probe": couldNotTell, "probe-elsewhere": couldNotTell, "probe-control": couldNotTell, "asked-wrong": {
					En: "{provider} refused the request, because it was not put as it must be",
					Nl: "{provider} weigerde de aanvraag, omdat die niet klopt",
				}}, other: msg.Text{
					En: "{provider} answered with an error of its own",
					Nl: "{provider} antwoordde met een eigen fout",
				}},
				"why": {by: "reason", of: providerWords(), other: msg.Text{
					En: "The request arrived, but could not be carried out. The answer: {answer}",
					Nl: "De aanvraag kwam aan, maar kon niet worden uitgevoerd. Het antwoord: {answer}",
				}},
				"first": {by: "error", of: map[string]msg.Text{"invalid_grant": {
					En: "Begin the sign-in again: `mailasset token {name}`.",
					Nl: "Begin de aanmelding opnieuw: `mailasset token {name}`.",
				}, "invalid_request": {
					En: "Look at what sent the request; waiting does not help. If it was this program, begin the sign-in again: `mailasset token {name}`. If it was Webex Connect, press Generate Token on the asset.",
					Nl: "Kijk waar de aanvraag vandaan kwam; wachten helpt niet. Was het dit programma, begin de aanmelding dan opnieuw: `mailasset token {name}`. Was het Webex Connect, klik dan op de asset op Generate Token.",
				}, "invalid_scope": {
					En: "Declare the scope {scope} for the client, at Google: {scopesPage} -> Add or remove scopes -> Manually paste scopes -> Add to table -> Update -> Save (Data Access, formerly OAuth consent screen, step Scopes).",
					Nl: "Geef het bereik {scope} op voor de client, bij Google: {scopesPage} -> Add or remove scopes -> Manually paste scopes -> Add to table -> Update -> Save (Data Access, voorheen OAuth consent screen, stap Scopes).",
				}}, other: msg.Text{
					En: "Wait some minutes and run {same} again. Nothing is lost.",
					Nl: "Wacht een paar minuten en draai {same} opnieuw. Er is niets verloren.",
				}},
				"disturbance": {by: "reason", of: map[string]msg.Text{"asked-wrong": {}}, other: msg.Text{
					En: "Look for a disturbance: " + statusPage,
					Nl: "Kijk of er een storing is: " + statusPage,
				}},
			},
			who: WhoYou, link: statusPage,
		},
		{
			code:  "proxy-intercepts",
			take:  ofNetwork.is("proxy-intercepts"),
			title: msg.Text{En: "{what}", Nl: "{what}"},
			cause: msg.Text{En: "{why}", Nl: "{why}"},
			fix: []msg.Text{
				{En: "{first}", Nl: "{first}"},
				{En: "{then}", Nl: "{then}"},
			},
			words: lexicon{
				"what": {by: "reason", of: map[string]msg.Text{"page": strangerAnswered, "page-elsewhere": strangerAnswered}, other: msg.Text{
					En: "the certificate shown for {host} is not trusted",
					Nl: "het certificaat voor {host} wordt niet vertrouwd",
				}},
				"why": {by: "reason", of: map[string]msg.Text{
					"page": {
						En: "A web page came where an answer was due. The sign-in page of a guest network does that, and a proxy that refuses; either can have read what was sent.",
						Nl: "Er kwam een webpagina waar een antwoord hoort. Dat doet de aanmeldpagina van een gastnetwerk, of een proxy die weigert; die kan gelezen hebben wat er verstuurd is.",
					},
					"name": {
						En: "It is for another name, and signed by {issuer}. The sign-in page of a guest network does that, and a proxy. Nothing secret was sent.",
						Nl: "Het is voor een andere naam, en ondertekend door {issuer}. Dat doet de aanmeldpagina van een gastnetwerk, of een proxy. Er is niets geheims verstuurd.",
					},
					"page-elsewhere": {
						En: "The answer leads on to {elsewhere}. The sign-in page of a guest network does that, and a proxy that refuses; either can have read what was sent.",
						Nl: "Het antwoord leidt door naar {elsewhere}. Dat doet de aanmeldpagina van een gastnetwerk, of een proxy die weigert; die kan gelezen hebben wat er verstuurd is.",
					},
				}, other: msg.Text{
					En: "It is signed by {issuer}. Usually a proxy or virus scanner of the company opens encrypted connections and signs them anew. Nothing secret was sent.",
					Nl: "Het is ondertekend door {issuer}. Meestal opent een proxy of virusscanner van het bedrijf versleutelde verbindingen en ondertekent ze opnieuw. Er is niets geheims verstuurd.",
				}},
				"first": {by: "reason", of: map[string]msg.Text{"name": networkSignIn, "page": networkSignIn, "page-elsewhere": networkSignIn}, other: msg.Text{
					En: "Ask the network administrator for the proxy's root certificate as a PEM file, and for leave to use it.",
					Nl: "Vraag de netwerkbeheerder om het rootcertificaat van de proxy als PEM-bestand, en of je het mag gebruiken.",
				}},
				"then": {by: "reason", of: map[string]msg.Text{"name": letThrough, "page": letThrough, "page-elsewhere": letThrough}, other: msg.Text{
					En: "Run {same} with `--ca-file PEM` added, such as `mailasset check {name} --ca-file PEM`. If nobody knows this issuer, stop and use another network.",
					Nl: "Draai {same} met `--ca-file PEM` erbij, bijvoorbeeld `mailasset check {name} --ca-file PEM`. Kent niemand deze uitgever, stop dan en gebruik een ander netwerk.",
				}},
			},
			who: WhoNetworkAdmin, link: "https://support.google.com/chrome/a/answer/3504942",
		},
		{
			code: "clock-skew",
			take: ofNetwork.is("clock-skew"),
			title: msg.Text{
				En: "the certificate of {host} is not valid at this computer's time",
				Nl: "het certificaat van {host} is niet geldig op de tijd van deze computer",
			},
			cause: msg.Text{
				En: "It is good from {notBefore} to {notAfter}; this computer's clock says {now}. {wrong}",
				Nl: "Het geldt van {notBefore} tot {notAfter}; de klok van deze computer zegt {now}. {wrong}",
			},
			fix: []msg.Text{
				{
					En: "Set the clock to automatic, with the right time zone. {clock}",
					Nl: "Zet de klok op automatisch, met de juiste tijdzone. {clock}",
				},
				{
					En: "Run {same} again. If the clock was right, tell the network administrator: something in between shows an old certificate.",
					Nl: "Draai {same} opnieuw. Stond de klok goed, meld het dan bij de netwerkbeheerder: iets ertussen toont een oud certificaat.",
				},
			},
			words: lexicon{"wrong": {by: "direction", of: map[string]msg.Text{
				"ahead":  {En: "Most often the clock is wrong, here by {minutes} minutes or more ahead.", Nl: "Meestal staat de klok verkeerd, hier {minutes} minuten of meer voor."},
				"behind": {En: "Most often the clock is wrong, here by {minutes} minutes or more behind.", Nl: "Meestal staat de klok verkeerd, hier {minutes} minuten of meer achter."},
			}, other: msg.Text{
				En: "Most often the clock is wrong.",
				Nl: "Meestal staat de klok verkeerd.",
			}}, "clock": {by: "os", of: map[string]msg.Text{
				"windows": {En: "In an administrator's terminal: `w32tm /resync`.", Nl: "In een terminal als beheerder: `w32tm /resync`."},
				"darwin":  {En: "In the terminal: `sudo sntp -sS time.apple.com`.", Nl: "In de terminal: `sudo sntp -sS time.apple.com`."},
			}, other: msg.Text{
				En: "In the terminal: `sudo timedatectl set-ntp true`.",
				Nl: "In de terminal: `sudo timedatectl set-ntp true`.",
			}}},
			who: WhoYou, link: "https://time.is/",
		},
	}
}

var strangerAnswered = msg.Text{
	En: "something else than {host} answered in its place",
	Nl: "iets anders dan {host} gaf het antwoord",
}

var networkSignIn = msg.Text{
	En: "Open any web page in a browser on this computer. If the network asks for a sign-in there, sign in, then run {same} again.",
	Nl: "Open een willekeurige webpagina in een browser op deze computer. Vraagt het netwerk daar om een aanmelding, meld je dan aan en draai {same} opnieuw.",
}

var letThrough = msg.Text{
	En: "If not, ask the network administrator to let {host} through unchanged, or use another network.",
	Nl: "Zo niet, vraag de netwerkbeheerder dan om {host} ongewijzigd door te laten, of gebruik een ander netwerk.",
}

// couldNotTell is the outcome of a question that proved nothing.
var couldNotTell = msg.Text{
	En: "whether {provider} accepts the client could not be told",
	Nl: "of {provider} de client accepteert, was niet vast te stellen",
}

func providerWords() map[string]msg.Text {
	return map[string]msg.Text{
		"asked-wrong":     {En: "Nothing is wrong at {provider}: something that belongs in the request was missing or wrong. The answer: {answer}", Nl: "Bij {provider} is niets mis: in de aanvraag ontbrak iets of er klopte iets niet. Het antwoord: {answer}"},
		"garbled":         {En: "The answer came from the right address but holds no token. A proxy or a login page in between can do that.", Nl: "Het antwoord kwam van het juiste adres, maar bevat geen token. Een proxy of aanmeldpagina ertussen kan dat doen."},
		"probe":           {En: "The question was asked without a sign-in, and the answer was neither yes nor no: {answer}. That proves nothing either way; the sign-in itself will tell.", Nl: "De vraag is zonder aanmelding gesteld, en het antwoord was geen ja en geen nee: {answer}. Dat bewijst niets; de aanmelding zelf geeft uitsluitsel."},
		"probe-elsewhere": {En: "The question was asked without a sign-in, and the answer led on to {host}. The login page of a guest network does that: open any web page in a browser first. That proves nothing either way.", Nl: "De vraag is zonder aanmelding gesteld, en het antwoord leidde door naar {host}. De aanmeldpagina van een gastnetwerk doet dat: open eerst een webpagina in een browser. Dit bewijst niets."},
		"probe-control":   {En: "An address that nobody can have registered was not refused as it must be, so today an answer to this question proves nothing; the sign-in itself will tell.", Nl: "Een adres dat niemand geregistreerd kan hebben, werd niet geweigerd zoals het hoort. Een antwoord op deze vraag bewijst vandaag dus niets; de aanmelding zelf geeft uitsluitsel."},
	}
}
