package diagnose

import "mailasset/internal/msg"

// clientEntries are about the OAuth client: its redirect addresses, its id and
// its secret, as the provider knows them.
func clientEntries() []entry {
	return []entry{
		{
			code:     "redirect-uri-mismatch",
			take:     oneOf(ofOAuth.is("redirect-uri-mismatch"), ofPage.is("redirect-uri-mismatch"), on(missingRedirects)),
			complete: whichRedirect,
			title: msg.Text{
				En: "{which} is not registered on this OAuth client",
				Nl: "{which} staat niet geregistreerd bij deze OAuth-client",
			},
			cause: msg.Text{
				En: "{Provider} compares redirect addresses character by character. {needed} {compared} {snapshot} {strange}",
				Nl: "{Provider} vergelijkt redirect-adressen teken voor teken. {needed} {compared} {snapshot} {strange}",
			},
			fix: []msg.Text{
				{En: "{refuse}", Nl: "{refuse}"},
				{En: "{correct}", Nl: "{correct}"},
				{En: "{add}", Nl: "{add}"},
				{En: "{wait}", Nl: "{wait}"},
			},
			foreign: []msg.Text{
				{En: "{refuse}", Nl: "{refuse}"},
				{En: "{correct}", Nl: "{correct}"},
				{En: "{register}", Nl: "{register}"},
			},
			words: lexicon{
				"needed": {by: "match", of: map[string]msg.Text{"near": {
					En: "It received {redirect_uri}. The asset has {expected}; what was sent differs where marked: {sentMarked}.",
					Nl: "Ontvangen is {redirect_uri}. Bij de asset hoort {expected}; wat verstuurd is, wijkt af bij de markering: {sentMarked}.",
				}, "none": {
					En: "It received {redirect_uri}. This asset uses two redirect addresses, and that is neither of them.",
					Nl: "Ontvangen is {redirect_uri}. Deze asset gebruikt twee redirect-adressen, en dat is geen van beide.",
				}, "unnamed": {
					En: "The text names no address; compare both: {callback} and {loopback}.",
					Nl: "De tekst noemt geen adres; vergelijk ze allebei: {callback} en {loopback}.",
				}}, other: msg.Text{En: "Needed: {redirect_uri}.", Nl: "Nodig: {redirect_uri}."}},
				"refuse": {by: "match", of: map[string]msg.Text{"": {}, "unnamed": {}, "near": {
					En: "Do not register the address that was sent: it is not the asset's.",
					Nl: "Registreer het verstuurde adres niet: het hoort niet bij de asset.",
				}}, other: msg.Text{
					En: "Do not register the address that was sent: whoever owns it would receive the sign-in of the mailbox.",
					Nl: "Registreer het verstuurde adres niet: de eigenaar ervan zou de aanmelding van de mailbox in handen krijgen.",
				}},
				"correct": {by: "match", of: map[string]msg.Text{"": {}, "unnamed": {}, "near": {
					En: "Correct it to {expected} where it was entered, and sign in again, here or with Generate Token. If nobody entered it, stop and find out who sent it.",
					Nl: "Verbeter het tot {expected} waar het is ingevuld en meld je opnieuw aan, hier of met Generate Token. Heeft niemand het ingevuld, stop dan en zoek uit wie het stuurde.",
				}}, other: msg.Text{
					En: "Find out who asked for this sign-in. If it was yours, start it again from the asset in Webex Connect (Generate Token) or with `mailasset token {name}`.",
					Nl: "Zoek uit wie om deze aanmelding vroeg. Was jij het zelf, begin dan opnieuw vanuit de asset in Webex Connect (Generate Token) of met `mailasset token {name}`.",
				}},
				"add": {by: "match", of: map[string]msg.Text{"": {
					En: "Open {clientsPage} and choose your web client (Clients, formerly Credentials). Under Authorized redirect URIs, not under JavaScript origins: Add URI -> {redirect_uri} -> Save.",
					Nl: "Open {clientsPage} en kies je webclient (Clients, voorheen Credentials). Onder Authorized redirect URIs, niet onder JavaScript origins: Add URI -> {redirect_uri} -> Save.",
				}, "unnamed": {
					En: "Open {clientsPage} and choose your web client (Clients, formerly Credentials). Under Authorized redirect URIs, not under JavaScript origins, both must stand exactly so. What is missing: Add URI -> Save.",
					Nl: "Open {clientsPage} en kies je webclient (Clients, voorheen Credentials). Onder Authorized redirect URIs, niet onder JavaScript origins, moeten ze allebei precies zo staan. Wat ontbreekt: Add URI -> Save.",
				}}},
				"wait": {by: "match", of: map[string]msg.Text{"": waitForRedirect, "unnamed": waitForRedirect}},
				"register": {by: "match", of: map[string]msg.Text{"": {
					En: "Register exactly this redirect address on the client at your provider: {redirect_uri}",
					Nl: "Registreer precies dit redirect-adres bij de client van je aanbieder: {redirect_uri}",
				}, "unnamed": {
					En: "Both must be registered exactly so on the client at your provider.",
					Nl: "Ze moeten allebei precies zo geregistreerd staan bij de client van je aanbieder.",
				}}},
				"strange":  strangePhrase(),
				"which":    {by: "which", of: whichWords(), other: msg.Text{En: "a redirect address", Nl: "een redirect-adres"}},
				"compared": {by: "difference", of: differenceWords()},
				"snapshot": {by: "source", of: map[string]msg.Text{
					"client-json": {
						En: "This was read from the client JSON, which shows the day it was downloaded. An address you added later is not in it.",
						Nl: "Dit staat zo in de client-JSON, en die toont de dag waarop je hem downloadde. Een adres dat je later toevoegde, staat er niet in.",
					},
					"listed": {
						En: "The client JSON does list it. Then it was taken off since, or a change has not arrived yet.",
						Nl: "In de client-JSON staat het wel. Dan is het daarna weggehaald, of een wijziging is nog niet overal aangekomen.",
					},
				}},
			},
			who: WhoCloudAdmin, link: "{clientsPage}",
		},
		{
			code:     "client-not-found",
			take:     oneOf(ofOAuth.is("client-not-found"), ofPage.is("client-not-found")),
			complete: whichClient,
			title: msg.Text{
				En: "{provider} does not know this client ID",
				Nl: "{provider} kent deze client-ID niet",
			},
			cause: msg.Text{
				En: "The client ID was copied with something missing or added, often a blank or a line break, or it belongs to a client that no longer exists. {used} {strange}",
				Nl: "Bij het kopiëren van de client-ID viel er iets weg of kwam er iets bij, vaak een spatie of regeleinde, of de client bestaat niet meer. {used} {strange}",
			},
			fix: []msg.Text{
				{
					En: "Open {clientsPage}, choose your web client (Clients, formerly Credentials) and compare its Client ID.",
					Nl: "Open {clientsPage}, kies je webclient (Clients, voorheen Credentials) en vergelijk de Client ID.",
				},
				{
					En: "Use ID and secret from one file: `mailasset setup {name} --client-json FILE`.",
					Nl: "Gebruik ID en geheim uit één bestand: `mailasset setup {name} --client-json BESTAND`.",
				},
			},
			foreign: []msg.Text{{
				En: "Compare the client ID with the one your provider shows, then run `mailasset setup {name} --client-json FILE`.",
				Nl: "Vergelijk de client-ID met die bij je aanbieder en draai daarna `mailasset setup {name} --client-json BESTAND`.",
			}},
			words: lexicon{"strange": strangePhrase(), "used": {by: "told", of: map[string]msg.Text{"no": {
				En: "The text does not name it; the asset's is {client_id}.",
				Nl: "De tekst noemt hem niet; die van de asset is {client_id}.",
			}}, other: msg.Text{En: "Used: {client_id}.", Nl: "Gebruikt: {client_id}."}}},
			who: WhoCloudAdmin, link: "{clientsPage}",
		},
		{
			code:     "client-deleted",
			take:     oneOf(ofOAuth.is("client-deleted"), ofPage.is("client-deleted")),
			complete: whichClient,
			title: msg.Text{
				En: "the OAuth client was deleted",
				Nl: "de OAuth-client is verwijderd",
			},
			cause: msg.Text{
				En: "Somebody deleted it, or {provider} did after six months without use. For about 30 days it can be restored. {strange}",
				Nl: "Iemand heeft hem verwijderd, of {provider} deed dat na zes maanden zonder gebruik. Ongeveer 30 dagen lang kun je hem terughalen. {strange}",
			},
			fix: []msg.Text{
				{
					En: "Open https://console.cloud.google.com/apis/credentials/deleted, choose the client and press Restore.",
					Nl: "Open https://console.cloud.google.com/apis/credentials/deleted, kies de client en klik op Restore.",
				},
				{
					En: "If it is no longer listed, create a new one: `mailasset setup {name}` shows how. The Client ID and Client Secret in Webex Connect change with it.",
					Nl: "Staat hij er niet meer bij, maak dan een nieuwe: `mailasset setup {name}` laat zien hoe. De Client ID en Client Secret in Webex Connect veranderen dan mee.",
				},
			},
			words: lexicon{"strange": strangePhrase()},
			who:   WhoCloudAdmin, link: "https://console.cloud.google.com/apis/credentials/deleted",
		},
		{
			code:     "client-secret-invalid",
			take:     ofOAuth.is("client-secret-invalid"),
			complete: whichClient,
			title: msg.Text{
				En: "{provider} refuses the client secret",
				Nl: "{provider} weigert het clientgeheim",
			},
			cause: msg.Text{
				En: "The client ID is known, but the secret does not go with it: it is another client's, it was replaced or disabled, or part of it was lost in copying.",
				Nl: "De client-ID is bekend, maar het geheim hoort er niet bij: het is van een andere client, het is vervangen of uitgezet, of bij het kopiëren viel er iets weg.",
			},
			fix: []msg.Text{
				{
					En: "Take both values from one client JSON: `mailasset setup {name} --client-json FILE`.",
					Nl: "Haal beide waarden uit één client-JSON: `mailasset setup {name} --client-json BESTAND`.",
				},
				{
					En: "If the file is lost: {clientsPage} -> your web client (Clients, formerly Credentials) -> Add secret -> Download JSON. Google shows a secret only once.",
					Nl: "Is het bestand kwijt: {clientsPage} -> je webclient (Clients, voorheen Credentials) -> Add secret -> Download JSON. Google toont een geheim maar één keer.",
				},
				{
					En: "Put the same secret into the asset in Webex Connect: the asset's configuration file holds it.",
					Nl: "Zet hetzelfde geheim in de asset in Webex Connect: het staat in het configuratiebestand van de asset.",
				},
			},
			foreign: []msg.Text{{
				En: "Get a fresh secret from your provider, put it into the client JSON and run `mailasset setup {name} --client-json FILE`.",
				Nl: "Haal een nieuw geheim bij je aanbieder, zet het in de client-JSON en draai `mailasset setup {name} --client-json BESTAND`.",
			}},
			who: WhoCloudAdmin, link: "{clientsPage}",
		},
	}
}

var waitForRedirect = msg.Text{
	En: "Wait: it takes 5 minutes to a few hours. `mailasset check {name} --watch` waits for it.",
	Nl: "Wacht: het duurt 5 minuten tot een paar uur. `mailasset check {name} --watch` wacht erop.",
}

// strangePhrase warns of a page that is about a client which is not the asset's.
func strangePhrase() phrase {
	return phrase{by: "ownClient", of: map[string]msg.Text{"": {}}, other: msg.Text{
		En: "The page is about another client than the asset's: {client_id} instead of {ownClient}.",
		Nl: "De pagina gaat over een andere client dan die van de asset: {client_id} in plaats van {ownClient}.",
	}}
}

func whichWords() map[string]msg.Text {
	return map[string]msg.Text{
		"loopback": {En: "the redirect address of this program", Nl: "het redirect-adres van dit programma"},
		"stranger": {En: "an address that is neither this program's nor Webex Connect's", Nl: "een adres dat niet van dit programma en niet van Webex Connect is,"},
		"connect":  {En: "the Webex Connect callback", Nl: "de callback van Webex Connect"},
	}
}

func differenceWords() map[string]msg.Text {
	return map[string]msg.Text{
		"slash-extra":   {En: `Nearest registered: {marked}, with a "/" too many at the end.`, Nl: `Dichtstbij geregistreerd: {marked}, met een "/" te veel aan het eind.`},
		"slash-missing": {En: `Nearest registered: {marked}, without the "/" at the end.`, Nl: `Dichtstbij geregistreerd: {marked}, zonder de "/" aan het eind.`},
		"case":          {En: "Nearest registered: {marked}, with other capital letters from character {differsAt} on.", Nl: "Dichtstbij geregistreerd: {marked}, met andere hoofdletters vanaf teken {differsAt}."},
		"scheme":        {En: "Nearest registered: {marked}; http and https are not the same.", Nl: "Dichtstbij geregistreerd: {marked}; http en https zijn niet hetzelfde."},
		"port":          {En: "Nearest registered: {marked}, with another port.", Nl: "Dichtstbij geregistreerd: {marked}, met een andere poort."},
		"host":          {En: "Nearest registered: {marked}, with another host name (localhost and 127.0.0.1 are two names).", Nl: "Dichtstbij geregistreerd: {marked}, met een andere hostnaam (localhost en 127.0.0.1 zijn twee namen)."},
		"other":         {En: "Nearest registered: {marked}, different from character {differsAt} on.", Nl: "Dichtstbij geregistreerd: {marked}, anders vanaf teken {differsAt}."},
	}
}
