package diagnose

import (
	"strconv"
	"time"

	"mailasset/internal/msg"
	"mailasset/internal/oauth"
)

func takenPort(e *oauth.PortError) (facts, bool) {
	seen := facts{"port": strconv.Itoa(e.Port)}
	if e.Holder != "" {
		seen["holder"] = e.Holder
	}
	return seen, e.InUse()
}

func forbiddenPort(e *oauth.PortError) (facts, bool) {
	seen := facts{"port": strconv.Itoa(e.Port)}
	if e.Err != nil {
		seen["answer"] = textOf(e.Err)
	}
	return seen, !e.InUse()
}

func nobodyCame(e *oauth.TimeoutError) (facts, bool) {
	seen := facts{"after": spell(e.After), "strangers": strconv.Itoa(e.Strangers)}
	return seen, true
}

// spell writes a duration as people do.
func spell(d time.Duration) string {
	if d >= time.Minute && d%time.Minute == 0 {
		return strconv.Itoa(int(d/time.Minute)) + " min"
	}
	return d.String()
}

// otherPort says how to move the redirect: the port is part of what is
// registered, so it changes in two places.
var otherPort = msg.Text{
	En: "Use another port: register http://127.0.0.1:{nextPort}/callback on the client ({clientsPage} -> your web client -> Authorized redirect URIs -> Add URI -> Save; Clients, formerly Credentials) and run `mailasset setup {name} --redirect-port {nextPort}`.",
	Nl: "Gebruik een andere poort: registreer http://127.0.0.1:{nextPort}/callback bij de client ({clientsPage} -> je webclient -> Authorized redirect URIs -> Add URI -> Save; Clients, voorheen Credentials) en draai `mailasset setup {name} --redirect-port {nextPort}`.",
}

// loopbackEntries are about the address on this computer to which the browser
// comes back.
func loopbackEntries() []entry {
	return []entry{
		{
			code: "port-in-use",
			take: on(takenPort),
			title: msg.Text{
				En: "port {port} on this computer is taken by {holder}",
				Nl: "poort {port} op deze computer is bezet door {holder}",
			},
			cause: msg.Text{
				En: "The browser must come back to exactly this port, because it is registered with the client. Often an earlier run of this program still holds it.",
				Nl: "De browser moet precies op deze poort terugkomen, want die staat bij de client geregistreerd. Vaak houdt een eerdere run van dit programma hem nog vast.",
			},
			fix: []msg.Text{
				{
					En: "Find the program and end it: {finder}. Then run {same} again, and leave out the next step.",
					Nl: "Zoek het programma en sluit het af: {finder}. Draai daarna {same} opnieuw en sla de volgende stap over.",
				},
				otherPort,
			},
			words: lexicon{"finder": {by: "os", of: map[string]msg.Text{
				"windows": {En: "`netstat -ano | findstr :{port}` shows its number", Nl: "`netstat -ano | findstr :{port}` toont het nummer"},
				"linux":   {En: "`ss -ltnp sport = :{port}` names it", Nl: "`ss -ltnp sport = :{port}` noemt het"},
			}, other: msg.Text{
				En: "`lsof -nP -iTCP:{port} -sTCP:LISTEN` names it",
				Nl: "`lsof -nP -iTCP:{port} -sTCP:LISTEN` noemt het",
			}}},
			who: WhoYou, link: "https://datatracker.ietf.org/doc/html/rfc8252#section-7.3",
		},
		{
			code: "port-forbidden",
			take: on(forbiddenPort),
			title: msg.Text{
				En: "the system does not give port {port} to this program",
				Nl: "het systeem geeft poort {port} niet aan dit programma",
			},
			cause: msg.Text{
				En: "No program uses it, but the system keeps it back. {keeper} Its words: {answer}",
				Nl: "Geen programma gebruikt hem, maar het systeem houdt hem vast. {keeper} De melding: {answer}",
			},
			fix: []msg.Text{otherPort},
			words: lexicon{"keeper": {by: "os", of: map[string]msg.Text{
				"windows": {En: "Windows reserves ranges for Hyper-V and others: `netsh int ipv4 show excludedportrange protocol=tcp` lists them.", Nl: "Windows reserveert reeksen voor Hyper-V en andere: `netsh int ipv4 show excludedportrange protocol=tcp` toont ze."},
			}, other: msg.Text{
				En: "Ports below 1024 are for the administrator only, and a sandbox can forbid others.",
				Nl: "Poorten onder 1024 zijn alleen voor de beheerder, en een sandbox kan er meer verbieden.",
			}}},
			who: WhoYou, link: "https://datatracker.ietf.org/doc/html/rfc8252#section-7.3",
		},
		{
			code: "callback-timeout",
			take: on(nobodyCame),
			title: msg.Text{
				En: "nobody came back from the browser within {after}",
				Nl: "er kwam binnen {after} niemand terug uit de browser",
			},
			cause: msg.Text{
				En: "Most errors stop on {provider}'s own page and never come back here; or the page was left open, or the browser runs on another computer. {strangersSay}",
				Nl: "De meeste fouten blijven op de pagina van {provider} staan en komen hier nooit aan; of de pagina bleef openstaan, of de browser draait op een andere computer. {strangersSay}",
			},
			fix: []msg.Text{
				{
					En: "Does the browser show an error? Copy the page's address and give it to `mailasset explain`, or paste it where the next sign-in waits: it is explained there.",
					Nl: "Toont de browser een fout? Kopieer het adres van de pagina en geef het aan `mailasset explain`, of plak het waar de volgende aanmelding wacht: daar volgt de uitleg.",
				},
				{
					En: "Try again: `mailasset token {name}`. If the browser ends at a 127.0.0.1 page that does not load, paste that page's address into the terminal.",
					Nl: "Probeer het opnieuw: `mailasset token {name}`. Eindigt de browser op een 127.0.0.1-pagina die niet laadt, plak dan het adres van die pagina in de terminal.",
				},
				{
					En: "If it takes longer, wait longer: `mailasset token {name} --open-timeout 30m`.",
					Nl: "Duurt het langer, wacht dan langer: `mailasset token {name} --open-timeout 30m`.",
				},
			},
			words: lexicon{"strangersSay": {by: "strangers", of: map[string]msg.Text{"": {}, "0": {}}, other: msg.Text{
				En: "Requests that were turned away meanwhile, because they were not part of this sign-in: {strangers}. An old browser tab does that.",
				Nl: "Aanvragen die intussen zijn afgewezen, omdat ze niet bij deze aanmelding hoorden: {strangers}. Een oud tabblad doet dat.",
			}}},
			who: WhoMailboxOwner, link: "https://developers.google.com/identity/protocols/oauth2/web-server#authorization-errors",
		},
	}
}
