package diagnose

import (
	"mailasset/internal/asset"
	"mailasset/internal/msg"
)

// Pages of Webex about the Digital Asset API.
const (
	connectTokenPage  = "https://developer.webex.com/webex-connect/docs/webex-connect-personal-access-token"
	connectAPIPage    = "https://developer.webex.com/webex-connect/docs/api/v1/email-digital-asset-apis-email-channel"
	connectAccessPage = "https://developer.webex.com/docs/webex-connect-authentication"
	connectLimitPage  = "https://developer.webex.com/docs/webex-connect-rate-limits"
	webexStatusPage   = "https://status.webex.com/"
)

// Phrases that the entries of the API share.
var (
	// receiptPhrase is what Webex support asks for.
	receiptPhrase = phrase{by: "transid", of: map[string]msg.Text{"": {
		En: "For Webex support: trackingid {trackingid}.",
		Nl: "Voor Webex-support: trackingid {trackingid}.",
	}}, other: msg.Text{
		En: "For Webex support: transid {transid}, trackingid {trackingid}.",
		Nl: "Voor Webex-support: transid {transid}, trackingid {trackingid}.",
	}}
	// statePhrase is what a look showed after a request whose outcome was open.
	statePhrase = phrase{by: "state", of: map[string]msg.Text{
		"absent": {
			En: "A look afterwards showed that no asset was made.",
			Nl: "Bij nakijken blijkt dat er geen asset is gemaakt.",
		},
		"before": {
			En: "A look afterwards showed the asset as it was before.",
			Nl: "Bij nakijken blijkt dat de asset is zoals hij was.",
		},
		"several": {
			En: "A look afterwards showed more than one asset of this mailbox: remove all but one at Assets -> Apps.",
			Nl: "Bij nakijken blijkt dat er meer dan één asset van deze mailbox is: laat er bij Assets -> Apps maar één staan.",
		},
		"unknown": {
			En: "Whether it was carried out could not be told.",
			Nl: "Of het is uitgevoerd, was niet vast te stellen.",
		},
	}}
)

// connectEntries are about the Digital Asset API of Webex Connect.
func connectEntries() []entry {
	return []entry{
		{
			code: "connect-token-expired",
			take: ofConnect.is("connect-token-expired"),
			title: msg.Text{
				En: "Webex Connect does not accept the Webex token",
				Nl: "Webex Connect accepteert het Webex-token niet",
			},
			cause: msg.Text{
				En: "It has expired or was not copied whole: a personal access token lives for a short time only. {receipt}",
				Nl: "Het is verlopen of niet helemaal gekopieerd: een personal access token is maar kort geldig. {receipt}",
			},
			fix: []msg.Text{
				{
					En: "Get a new one, signed in with the account that belongs to your Webex Connect organisation: " + connectTokenPage + " -> API Reference -> an operation of email assets -> Use personal access token -> copy it.",
					Nl: "Haal een nieuw token op, aangemeld met het account dat bij jullie Webex Connect-organisatie hoort: " + connectTokenPage + " -> API Reference -> een bewerking van e-mailassets -> Use personal access token -> kopieer het.",
				},
				{
					En: "Put it into a file, alone, and name that: `mailasset push {name} --token-file FILE`. Without the option you are asked for it.",
					Nl: "Zet het in een bestand, en niets anders, en noem dat: `mailasset push {name} --token-file FILE`. Zonder die optie word je erom gevraagd.",
				},
			},
			words: lexicon{"receipt": receiptPhrase},
			who:   WhoConnectAdmin, link: connectTokenPage,
		},
		{
			code: "connect-forbidden",
			take: ofConnect.is("connect-forbidden"),
			title: msg.Text{
				En: "Webex Connect does not let this token at the organisation or the asset",
				Nl: "Webex Connect laat dit token niet bij de organisatie of de asset",
			},
			cause: msg.Text{
				En: "The token is valid, but its scope, its owner's role or the organisation ID does not fit. {receipt} The answer: {answer}",
				Nl: "Het token is geldig, maar het bereik, de rol van de eigenaar of de organisatie-ID past niet. {receipt} Het antwoord: {answer}",
			},
			fix: []msg.Text{
				{
					En: "Compare the organization ID: https://admin.webex.com -> Account -> Organization ID. To use another one: `mailasset push {name} --answer connect.organization_id=ID`.",
					Nl: "Vergelijk de organisatie-ID: https://admin.webex.com -> Account -> Organization ID. Een andere gebruiken: `mailasset push {name} --answer connect.organization_id=ID`.",
				},
				{
					En: "Have the token made by somebody who may manage assets in Webex Connect, with the digital-asset scope: " + connectTokenPage,
					Nl: "Laat het token maken door iemand die assets mag beheren in Webex Connect, met het bereik voor digital assets: " + connectTokenPage,
				},
				{
					En: "Check the region; each has an address of its own: `mailasset push {name} --answer connect.region=CODE`.",
					Nl: "Controleer de regio, want elke regio heeft een eigen adres: `mailasset push {name} --answer connect.region=CODE`.",
				},
			},
			words: lexicon{"receipt": receiptPhrase},
			who:   WhoConnectAdmin, link: connectAccessPage,
		},
		{
			code: "connect-bad-request",
			take: ofConnect.is("connect-bad-request"),
			title: msg.Text{
				En: "Webex Connect refuses the request: something in it is missing or wrong",
				Nl: "Webex Connect weigert de aanvraag: er ontbreekt iets of er klopt iets niet",
			},
			cause: msg.Text{
				En: "Most often a field of the body has another name than the mapping says, or the id is that of no asset (status {status}). {receipt} The answer: {answer}",
				Nl: "Meestal heet een veld anders dan in de mapping staat, of hoort de id niet bij een asset (status {status}). {receipt} Het antwoord: {answer}",
			},
			fix: []msg.Text{
				{
					En: "Look at what is sent: `mailasset push {name} --dry-run`.",
					Nl: "Bekijk wat er wordt verstuurd: `mailasset push {name} --dry-run`.",
				},
				{
					En: "Hold names, paths and types in the mapping against the API reference: " + connectAPIPage,
					Nl: "Leg namen, paden en typen in de mapping naast de API-referentie: " + connectAPIPage,
				},
				{
					En: "Or let an asset that was made by hand show them: `mailasset push {name} --learn --asset-id ID`.",
					Nl: "Of laat ze zien aan de hand van een asset die met de hand is gemaakt: `mailasset push {name} --learn --asset-id ID`.",
				},
			},
			words: lexicon{"receipt": receiptPhrase},
			who:   WhoConnectAdmin, link: connectAPIPage,
		},
		{
			code: "connect-rate-limited",
			take: ofConnect.is("connect-rate-limited"),
			title: msg.Text{
				En: "Webex Connect was asked too often",
				Nl: "Webex Connect heeft te veel aanvragen gekregen",
			},
			cause: msg.Text{
				En: "It limits how often assets may be read and written. The request was not repeated: Webex wants the asset looked at first. {state} {receipt}",
				Nl: "Er is een limiet op het lezen en schrijven van assets. De aanvraag is niet herhaald: Webex wil dat je eerst naar de asset kijkt. {state} {receipt}",
			},
			fix: []msg.Text{
				{
					En: "Wait some minutes, and let no other program update the same asset meanwhile.",
					Nl: "Wacht een paar minuten en laat intussen geen ander programma dezelfde asset bijwerken.",
				},
				{
					En: "Then run {same} again. It looks before it writes and makes no second asset.",
					Nl: "Draai daarna {same} opnieuw. Het kijkt voordat het schrijft en maakt geen tweede asset.",
				},
			},
			words: lexicon{"receipt": receiptPhrase, "state": statePhrase},
			who:   WhoYou, link: connectLimitPage,
		},
		{
			code: "connect-server-error",
			take: ofConnect.is("connect-server-error"),
			title: msg.Text{
				En: "{what}",
				Nl: "{what}",
			},
			cause: msg.Text{
				En: "{why} {done} {state} {receipt} {said}",
				Nl: "{why} {done} {state} {receipt} {said}",
			},
			fix: []msg.Text{
				{
					En: "{look}",
					Nl: "{look}",
				},
				{
					En: "Wait some minutes and run {same} again. It looks before it writes and makes no second asset.",
					Nl: "Wacht een paar minuten en draai {same} opnieuw. Het kijkt voordat het schrijft en maakt geen tweede asset.",
				},
				{
					En: "If it stays, look at " + webexStatusPage + " and give Webex support the numbers above.",
					Nl: "Blijft het zo, kijk dan op " + webexStatusPage + " en geef Webex-support de nummers hierboven.",
				},
			},
			words: lexicon{"receipt": receiptPhrase, "state": statePhrase, "what": connectTitles(), "why": connectWords(), "done": {by: "outcome", of: map[string]msg.Text{
				"open":            {En: "The request may have been carried out all the same, so it was not repeated.", Nl: "Misschien is de aanvraag toch uitgevoerd; daarom is hij niet herhaald."},
				"nothing-written": {En: "It was only a look, which got no answer: nothing was written in Webex Connect.", Nl: "Er werd alleen gekeken, zonder antwoord: in Webex Connect is niets geschreven."},
			}}, "said": {by: "answer", of: map[string]msg.Text{"": {}}, other: msg.Text{
				En: "The answer: {answer}",
				Nl: "Het antwoord: {answer}",
			}}, "look": {by: "state", of: map[string]msg.Text{"unknown": {
				En: "Look in Webex Connect at Assets -> Apps whether the asset is there and as it should be.",
				Nl: "Kijk in Webex Connect bij Assets -> Apps of de asset er is en klopt.",
			}}}},
			who: WhoYou, link: webexStatusPage,
		},
		{
			code: "connect-mapping-missing",
			take: ofConnect.is("connect-mapping-missing"),
			title: msg.Text{
				En: "{what}",
				Nl: "{what}",
			},
			cause: msg.Text{
				En: "{why} {wrong}",
				Nl: "{why} {wrong}",
			},
			fix: []msg.Text{
				{
					En: "{first}",
					Nl: "{first}",
				},
				{
					En: "Have the names proposed: make one asset by hand in Webex Connect (`mailasset sheet {name}` has the values), then `mailasset push {name} --learn --asset-id ID`, and confirm.",
					Nl: "Laat de namen voorstellen: maak één asset met de hand in Webex Connect (`mailasset sheet {name}` heeft de waarden), doe dan `mailasset push {name} --learn --asset-id ID` en bevestig.",
				},
				{
					En: "Or write the file by hand: `mailasset push --template` prints it, and " + connectAPIPage + " has the names.",
					Nl: "Of schrijf het bestand zelf: `mailasset push --template` toont het, en de namen staan op " + connectAPIPage,
				},
				{
					En: "Without the API: fill in the form with `mailasset sheet {name}`.",
					Nl: "Zonder de API: vul het formulier in met `mailasset sheet {name}`.",
				},
			},
			words: lexicon{"what": mappingTitles(), "why": mappingWords(), "wrong": mappingFlaws(), "first": {by: "reason", of: map[string]msg.Text{
				"unconfirmed": {
					En: "If you held every name against the API reference, write `confirmed: true` into {path}.",
					Nl: "Heb je elke naam naast de API-referentie gelegd, zet dan `confirmed: true` in {path}.",
				},
				"incomplete": {
					En: "Fill in what is missing in {path}, and `none` where the API has no such field.",
					Nl: "Vul in {path} aan wat ontbreekt, en `none` waar de API zo'n veld niet heeft.",
				},
				"invalid":       correctMapping,
				"invalid-field": correctMapping,
				"invalid-whole": {
					En: "Correct {path}.",
					Nl: "Verbeter {path}.",
				},
				"paged": {
					En: "If the API reference names a parameter for the size of a page, or for one Email ID, write it into operations.list in {path}, such as GET /v2/digital/app?channel=email&PARAMETER=VALUE.",
					Nl: "Noemt de API-referentie een parameter voor de grootte van een pagina, of voor één Email ID, zet die dan in operations.list in {path}, zoals GET /v2/digital/app?channel=email&PARAMETER=WAARDE.",
				},
				"unreadable": {
					En: "Make {path} readable for you, or name another file with `--mapping`.",
					Nl: "Maak {path} leesbaar voor jezelf, of noem een ander bestand met `--mapping`.",
				},
			}}},
			who: WhoConnectAdmin, link: connectAPIPage,
		},
	}
}

func connectTitles() phrase {
	return phrase{by: "reason", of: map[string]msg.Text{
		"silent":   {En: "Webex Connect took the request and did not answer in time", Nl: "Webex Connect nam de aanvraag aan en antwoordde niet op tijd"},
		"dropped":  {En: "the connection to Webex Connect broke off before the answer was there", Nl: "de verbinding met Webex Connect viel weg voordat het antwoord er was"},
		"garbled":  {En: "what came is no answer of the Digital Asset API", Nl: "wat er kwam, is geen antwoord van de Digital Asset API"},
		"redirect": {En: "what came is no answer of the Digital Asset API", Nl: "wat er kwam, is geen antwoord van de Digital Asset API"},
	}, other: msg.Text{
		En: "Webex Connect answered with an error of its own",
		Nl: "Webex Connect antwoordde met een eigen fout",
	}}
}

func connectWords() phrase {
	return phrase{by: "reason", of: map[string]msg.Text{
		"silent":   {},
		"dropped":  {},
		"garbled":  {En: "A web page or another text came where JSON is due. A proxy, a guest network or a wrong path in the mapping does that.", Nl: "Er kwam een webpagina of andere tekst waar JSON hoort. Dat doet een proxy, een gastnetwerk of een verkeerd pad in de mapping."},
		"redirect": {En: "It sends on to another address (status {status}), which the token must not follow. A proxy or a wrong path in the mapping does that.", Nl: "Er wordt doorverwezen naar een ander adres (status {status}), en daar mag het token niet heen. Dat doet een proxy of een verkeerd pad in de mapping."},
	}, other: msg.Text{
		En: "The request arrived and could not be carried out (status {status}).",
		Nl: "De aanvraag kwam aan en kon niet worden uitgevoerd (status {status}).",
	}}
}

var mappingMistake = msg.Text{En: "the mapping for the Digital Asset API has a mistake", Nl: "in de mapping voor de Digital Asset API staat een fout"}

var correctMapping = msg.Text{
	En: "Correct {path} in the place named above.",
	Nl: "Verbeter {path} op de plek hierboven.",
}

func mappingTitles() phrase {
	return phrase{by: "reason", of: map[string]msg.Text{
		"unreadable":    {En: "the mapping for the Digital Asset API cannot be read", Nl: "de mapping voor de Digital Asset API is niet te lezen"},
		"invalid":       mappingMistake,
		"invalid-field": mappingMistake,
		"invalid-whole": mappingMistake,
		"paged":         {En: "the Digital Asset API does not list all assets at once", Nl: "de Digital Asset API geeft niet alle assets in één keer"},
		"incomplete":    {En: "the mapping for the Digital Asset API is not complete", Nl: "de mapping voor de Digital Asset API is niet compleet"},
		"unconfirmed":   {En: "nobody has confirmed the mapping for the Digital Asset API yet", Nl: "nog niemand heeft de mapping voor de Digital Asset API bevestigd"},
		"mismatch":      {En: "the mapping does not fit what the Digital Asset API answers", Nl: "de mapping past niet bij wat de Digital Asset API antwoordt"},
	}, other: msg.Text{
		En: "there is no mapping for the Digital Asset API yet",
		Nl: "er is nog geen mapping voor de Digital Asset API",
	}}
}

func mappingWords() phrase {
	return phrase{by: "reason", of: map[string]msg.Text{
		"unreadable":    {En: "It should be in {path}.", Nl: "Hij hoort in {path} te staan."},
		"invalid":       {En: "In {path}, line {line}:", Nl: "In {path}, regel {line}:"},
		"invalid-field": {En: "In {path}, at {field}:", Nl: "In {path}, bij {field}:"},
		"invalid-whole": {En: "In {path}:", Nl: "In {path}:"},
		"paged":         {En: "The answer says that there are more ({missing}). Nothing was sent, because the asset could be on another page.", Nl: "Het antwoord zegt dat er meer zijn ({missing}). Er is niets verstuurd, want de asset kan op een andere pagina staan."},
		"incomplete":    {En: "It lacks {missing}. Guessing a name could damage an asset, so nothing was sent.", Nl: "Er ontbreekt {missing}. Een naam raden kan een asset beschadigen; daarom is er niets verstuurd."},
		"unconfirmed":   {En: "A wrong name could damage an asset, so nothing is sent before somebody says that the names are right.", Nl: "Een verkeerde naam kan een asset beschadigen; daarom wordt er niets verstuurd zolang niemand zegt dat de namen kloppen."},
		"mismatch":      {En: "The answer has nothing in the place of {missing}. Nothing more was sent, because an asset could be overlooked.", Nl: "Het antwoord heeft niets op de plek van {missing}. Er is verder niets verstuurd, want een asset kan over het hoofd worden gezien."},
	}, other: msg.Text{
		En: "How the API names its fields is published on its reference page only, so it comes from a file of yours: {path}.",
		Nl: "Hoe de API de velden noemt, staat alleen op de referentiepagina; daarom komt het uit een eigen bestand: {path}.",
	}}
}

// mappingFlaws say what is wrong in a mapping, and what keeps the system from
// reading it.
func mappingFlaws() phrase {
	return phrase{by: "defect", of: map[string]msg.Text{
		"":                            {},
		"unreadable-denied":           {En: "You have no permission to read the file.", Nl: "Je hebt geen recht om het bestand te lezen."},
		"unreadable-is-a-folder":      {En: "That is a folder.", Nl: "Dat is een map."},
		"unreadable-not-a-folder":     {En: "Something on the way to it is no folder.", Nl: "Iets op de weg ernaartoe is geen map."},
		string(asset.FlawLarge):       {En: "the file is larger than {expected} bytes, more than any mapping needs.", Nl: "het bestand is groter dan {expected} bytes, meer dan een mapping ooit nodig heeft."},
		string(asset.FlawSyntax):      {En: "this is not whole YAML. Look at indents, colons, quotes and brackets.", Nl: "dit is geen volledige YAML. Kijk naar inspringing, dubbele punten, aanhalingstekens en haken."},
		string(asset.FlawObject):      {En: "names with values belong here (name: value).", Nl: "hier horen namen met waarden (naam: waarde)."},
		string(asset.FlawTwice):       {En: "{value} stands here a second time.", Nl: "{value} staat hier voor de tweede keer."},
		string(asset.FlawName):        {En: "a mapping has no {value}.", Nl: "een mapping kent geen {value}."},
		string(asset.FlawKey):         {En: "the form has no {value}. It has: {expected}.", Nl: "het formulier heeft geen {value}. Wel: {expected}."},
		string(asset.FlawText):        {En: "a text belongs here.", Nl: "hier hoort een tekst."},
		string(asset.FlawList):        {En: "a list belongs here, such as [A, B].", Nl: "hier hoort een lijst, zoals [A, B]."},
		string(asset.FlawScalar):      {En: "a single value belongs here, no list and no object.", Nl: "hier hoort één waarde, geen lijst en geen object."},
		string(asset.FlawConfirmed):   {En: "confirmed takes true or false, not {value}.", Nl: "bij confirmed hoort true of false, niet {value}."},
		string(asset.FlawMethod):      {En: "{value} must begin with the method and a blank. Possible here: {expected}.", Nl: "{value} moet beginnen met de methode en een spatie. Hier kan: {expected}."},
		string(asset.FlawTarget):      {En: "{value} has no path below the base address, such as /v2/digital/app.", Nl: "{value} heeft geen pad onder het basisadres, zoals /v2/digital/app."},
		string(asset.FlawWithoutID):   {En: "{value} needs the id of the asset in its path, written as id in braces.", Nl: "in {value} moet de id van de asset in het pad staan, geschreven als id tussen accolades."},
		string(asset.FlawWithID):      {En: "{value} is not about one asset, so no id belongs in its path.", Nl: "{value} gaat niet over één asset, dus er hoort geen id in het pad."},
		string(asset.FlawType):        {En: "{value} is no type. There are: {expected}.", Nl: "{value} is geen type. Wel: {expected}."},
		string(asset.FlawNoPath):      {En: "the place in the body is missing.", Nl: "de plek in de body ontbreekt."},
		string(asset.FlawPathDeep):    {En: "the place {value} has more than {expected} levels.", Nl: "de plek {value} heeft meer dan {expected} niveaus."},
		string(asset.FlawPathIndex):   {En: "between the brackets of {value} belongs a number from 0 to {expected}.", Nl: "tussen de blokhaken van {value} hoort een getal van 0 tot en met {expected}."},
		string(asset.FlawPathDot):     {En: "a dot is missing behind a bracket of {value}.", Nl: "achter een blokhaak van {value} ontbreekt een punt."},
		string(asset.FlawPathEscape):  {En: "nothing follows the last backslash of {value}.", Nl: "na de laatste backslash van {value} komt niets meer."},
		string(asset.FlawPathEmpty):   {En: "a name in {value} is empty: two dots in a row, or one at an end.", Nl: "een naam in {value} is leeg: twee punten achter elkaar, of één aan een uiteinde."},
		string(asset.FlawTaken):       {En: "another value has the place of {field} already.", Nl: "een andere waarde heeft de plek van {field} al."},
		string(asset.FlawInValue):     {En: "the place of {field} leads into a value that is no object or no array.", Nl: "de plek van {field} ligt binnen een waarde die geen object of geen array is."},
		string(asset.FlawBody):        {En: "the place of {field} makes the body an array, and it is an object.", Nl: "de plek van {field} maakt van de body een array, en het is een object."},
		string(asset.FlawHole):        {En: "an array of the body has a place that nothing fills.", Nl: "een array in de body heeft een plek die door niets wordt gevuld."},
		string(asset.FlawNumber):      {En: "the API takes a number there, and the asset has {value}.", Nl: "de API verwacht daar een getal, en de asset heeft {value}."},
		string(asset.FlawBoolean):     {En: "the API takes true or false there, and the asset has {value}.", Nl: "de API verwacht daar true of false, en de asset heeft {value}."},
		string(asset.FlawFixedNumber): {En: "JSON has no number of this form. Put it in quotes if a text is meant, or write it in decimals.", Nl: "JSON kent geen getal in deze vorm. Zet het tussen aanhalingstekens als het tekst is, of schrijf het decimaal."},
		string(asset.FlawFixedTag):    {En: "the YAML tag does not fit the value, or JSON has nothing like it.", Nl: "de YAML-tag past niet bij de waarde, of JSON kent zoiets niet."},
	}, other: msg.Text{
		En: "The system does not let it be read.",
		Nl: "Het systeem laat het niet lezen.",
	}}
}
