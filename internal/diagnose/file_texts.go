package diagnose

import "mailasset/internal/msg"

const clientHelp = "https://support.google.com/cloud/answer/15549257"

var newClientJSON = msg.Text{
	En: "{clientsPage} -> Create client (formerly Credentials -> Create credentials -> OAuth client ID) -> Application type: Web application -> Create -> Download JSON.",
	Nl: "{clientsPage} -> Create client (voorheen Credentials -> Create credentials -> OAuth client ID) -> Application type: Web application -> Create -> Download JSON.",
}

var giveClientJSON = msg.Text{
	En: "Run `mailasset setup {name} --client-json FILE` with that file.",
	Nl: "Draai `mailasset setup {name} --client-json BESTAND` met dat bestand.",
}

// fileEntries are about the files that are read.
func fileEntries() []entry {
	return []entry{
		{
			code: "client-type-wrong",
			take: ofFiles.is("client-type-wrong"),
			title: msg.Text{
				En: "this JSON is not of a client of type Web application",
				Nl: "deze JSON is niet van een client van het type Web application",
			},
			cause: msg.Text{
				En: "{kindSays} Webex Connect comes back to an https address, and only a web client can register one.",
				Nl: "{kindSays} Webex Connect komt terug op een https-adres, en alleen een webclient kan dat registreren.",
			},
			fix: []msg.Text{newClientJSON, giveClientJSON},
			words: lexicon{"kindSays": {by: "defect", of: map[string]msg.Text{
				"desktop":         {En: "It is of a client of type Desktop app.", Nl: "Hij is van een client van het type Desktop app."},
				"service-account": {En: "It is the key of a service account, which cannot act for a mailbox here. Keep it secret.", Nl: "Het is de sleutel van een serviceaccount, en die kan hier niet voor een mailbox optreden. Houd hem geheim."},
				"authorized-user": {En: "It is the login that gcloud keeps for itself. Keep it secret.", Nl: "Het is de aanmelding die gcloud voor zichzelf bewaart. Houd hem geheim."},
			}, other: msg.Text{En: "It is of another type.", Nl: "Hij is van een ander type."}}},
			who: WhoCloudAdmin, link: clientHelp,
		},
		{
			code: "client-json-incomplete",
			take: ofFiles.is("client-json-incomplete"),
			title: msg.Text{
				En: "the client JSON lacks {lack}",
				Nl: "in de client-JSON ontbreekt {lack}",
			},
			cause: msg.Text{En: "{why}", Nl: "{why}"},
			fix: []msg.Text{
				{En: "{remedy}", Nl: "{remedy}"},
				giveClientJSON,
			},
			words: lexicon{
				"lack": {by: "defect", of: map[string]msg.Text{
					"no-secret":        {En: "the client secret", Nl: "het clientgeheim"},
					"no-redirect-uris": {En: "the redirect addresses", Nl: "elk redirect-adres"},
					"no-id":            {En: "the client ID", Nl: "de client-ID"},
				}, other: msg.Text{En: "auth_uri or token_uri", Nl: "auth_uri of token_uri"}},
				"why": {by: "defect", of: map[string]msg.Text{
					"no-secret":        {En: "Google puts a secret only into the file that is downloaded when the client or the secret is created. A later download has none.", Nl: "Google zet het geheim alleen in het bestand dat je downloadt als de client of het geheim net is gemaakt. Latere downloads hebben het niet."},
					"no-redirect-uris": {En: "No address was registered on the client when the file was downloaded.", Nl: "Bij de client stond geen enkel adres geregistreerd toen het bestand werd gedownload."},
				}, other: msg.Text{En: "The file was edited, or does not come from Google's console.", Nl: "Het bestand is bewerkt, of komt niet uit de console van Google."}},
				"remedy": {by: "defect", of: map[string]msg.Text{
					"no-secret": {
						En: "{clientsPage} -> your web client (Clients, formerly Credentials) -> Add secret -> Download JSON in the same dialog. A client has at most two secrets: disable and delete an old one if needed.",
						Nl: "{clientsPage} -> je webclient (Clients, voorheen Credentials) -> Add secret -> Download JSON in hetzelfde venster. Een client heeft hooguit twee geheimen: zet zo nodig een oud uit en verwijder het.",
					},
					"no-redirect-uris": {
						En: "{clientsPage} -> your web client (Clients, formerly Credentials) -> Authorized redirect URIs -> Add URI: {loopback} and {callback} -> Save. Then add the same to redirect_uris in the file, or create a new secret and download again.",
						Nl: "{clientsPage} -> je webclient (Clients, voorheen Credentials) -> Authorized redirect URIs -> Add URI: {loopback} en {callback} -> Save. Zet hetzelfde in redirect_uris in het bestand, of maak een nieuw geheim en download opnieuw.",
					},
				}, other: msg.Text{
					En: "Download it again: {clientsPage} -> your web client (Clients, formerly Credentials) -> Add secret -> Download JSON. Do not edit the file.",
					Nl: "Download het opnieuw: {clientsPage} -> je webclient (Clients, voorheen Credentials) -> Add secret -> Download JSON. Bewerk het bestand niet.",
				}},
			},
			who: WhoCloudAdmin, link: clientHelp,
		},
		{
			code: "client-json-invalid",
			take: oneOf(ofFiles.is("client-json-invalid"), ofAnswer.is("client-json-invalid")),
			title: msg.Text{
				En: "{problem}",
				Nl: "{problem}",
			},
			cause: msg.Text{En: "{why}", Nl: "{why}"},
			fix: []msg.Text{
				{En: "{remedy}", Nl: "{remedy}"},
				{En: "{again}", Nl: "{again}"},
			},
			words: lexicon{
				"problem": {by: "defect", of: defectTitles(), other: msg.Text{
					En: "{path} cannot be used as a client JSON",
					Nl: "{path} is niet te gebruiken als client-JSON",
				}},
				"why": {by: "defect", of: defectWords(), other: msg.Text{
					En: "The system does not let it be read.",
					Nl: "Het systeem laat het niet lezen.",
				}},
				"remedy": {by: "defect", of: defectRemedies(), other: msg.Text{
					En: "Choose the file that Google's dialog offered under Download JSON. Its name begins with client_secret_.",
					Nl: "Kies het bestand dat Google aanbood bij Download JSON. De naam begint met client_secret_.",
				}},
				"again": {by: "defect", of: map[string]msg.Text{
					"foreign": {
						En: "If you did not expect another provider, do not use the file: it can send the client secret and your consent to a stranger.",
						Nl: "Verwachtte je geen andere aanbieder, gebruik het bestand dan niet: het kan het clientgeheim en je toestemming naar een vreemde sturen.",
					},
					"other-client": {},
					"plain-http":   {En: "Until then do not use the file, and not --trust-endpoints either.", Nl: "Gebruik het bestand tot dan niet, ook niet met --trust-endpoints."},
					"shape-id":     {En: "If it is right as it is, go on: `mailasset check {name}` asks Google.", Nl: "Klopt het zoals het is, ga dan door: `mailasset check {name}` vraagt het aan Google."},
					"shape-secret": {En: "If it is right as it is, go on: `mailasset check {name}` asks Google.", Nl: "Klopt het zoals het is, ga dan door: `mailasset check {name}` vraagt het aan Google."},
				}, other: giveClientJSON},
			},
			who: WhoYou, link: clientHelp,
		},
		{
			code: "asset-file-invalid",
			take: ofFiles.is("asset-file-invalid"),
			title: msg.Text{
				En: "{path} cannot be used as the file of this asset",
				Nl: "{path} is niet te gebruiken als bestand van deze asset",
			},
			cause: msg.Text{En: "{why}", Nl: "{why}"},
			fix:   []msg.Text{{En: "{remedy}", Nl: "{remedy}"}},
			words: lexicon{
				"why": {by: "reason", of: assetFileWords(), other: msg.Text{
					En: "The system does not let it be read.",
					Nl: "Het systeem laat het niet lezen.",
				}},
				"remedy": {by: "reason", of: assetFileRemedies(), other: msg.Text{
					En: "`mailasset export --template` prints a whole file to compare it with.",
					Nl: "`mailasset export --template` toont een volledig bestand om het mee te vergelijken.",
				}},
			},
			steps: placeSteps,
			who:   WhoYou,
		},
	}
}

// lineWord begins the place of a mistake in a file.
var lineWord = msg.Text{En: "Line %d", Nl: "Regel %d"}

// defectSays say what belongs at a place of an asset's file, by the defect and,
// where that is worth its own words, what the schema wants.
func defectSays() map[string]msg.Text {
	return map[string]msg.Text{
		"missing":      {En: "this key is missing.", Nl: "deze sleutel ontbreekt."},
		"bare":         {En: "nothing stands behind this key.", Nl: "achter deze sleutel staat niets."},
		"type":         {En: "something else belongs here: {wanted}.", Nl: "hier hoort iets anders: {wanted}."},
		"type string":  {En: "text belongs here; put it in quotes.", Nl: "hier hoort tekst; zet die tussen aanhalingstekens."},
		"type integer": {En: "a whole number belongs here, without quotes.", Nl: "hier hoort een geheel getal, zonder aanhalingstekens."},
		"type boolean": {En: "true or false belongs here, without quotes.", Nl: "hier hoort true of false, zonder aanhalingstekens."},
		"type object":  {En: "further keys belong here, not a single value.", Nl: "hier horen sleutels onder, geen losse waarde."},
		"type array":   {En: "a list belongs here.", Nl: "hier hoort een lijst."},
		"choice":       {En: "one of these belongs here: {wanted}.", Nl: "hier hoort een van deze waarden: {wanted}."},
		"one choice":   {En: "it must be {wanted}.", Nl: "hier moet {wanted} staan."},
		"range":        {En: "the number is out of bounds ({wanted}).", Nl: "het getal valt buiten de grenzen ({wanted})."},
		"time":         {En: "a time belongs here, written as 2026-11-29T10:00:00Z.", Nl: "hier hoort een tijdstip, geschreven als 2026-11-29T10:00:00Z."},
		"twice":        {En: "this key stands there twice; keep one.", Nl: "deze sleutel staat er twee keer; houd er één."},
		"key":          {En: "the key is too long to be one.", Nl: "de sleutel is te lang om er een te zijn."},
		"many":         {En: "more keys than can be read stand below it.", Nl: "er staan meer sleutels onder dan er te lezen zijn."},
		"deep":         {En: "it is nested too deep.", Nl: "het is te diep genest."},
		"alias":        {En: "YAML's & and * are taken for single values only, and << is not; write it out.", Nl: "& en * van YAML werken alleen voor losse waarden, en << niet; schrijf het uit."},
		"tag":          {En: "a YAML tag such as !!binary is not taken; write plain text.", Nl: "een YAML-tag zoals !!binary kan niet; schrijf gewone tekst."},
		"number":       {En: "this is no number that JSON can hold.", Nl: "dit getal past niet in JSON."},
		"zeros":        {En: "a number does not begin with 0: some readers take that for octal. Leave the 0 out, or put it in quotes if it is text.", Nl: "een getal begint niet met 0: sommige lezers nemen het dan octaal. Laat de 0 weg, of zet het tussen aanhalingstekens als het tekst is."},
		"unknown":      {En: "this key is not known; was {wanted} meant?", Nl: "deze sleutel is onbekend; was {wanted} bedoeld?"},
		"schema":       {En: "it does not fit the schema, which `mailasset export --schema` prints.", Nl: "het past niet bij het schema; `mailasset export --schema` toont dat."},
	}
}

func defectTitles() map[string]msg.Text {
	return map[string]msg.Text{
		"foreign":      {En: "the client JSON sends the sign-in elsewhere than to Google", Nl: "de client-JSON stuurt het aanmelden ergens anders heen dan naar Google"},
		"plain-http":   {En: "the client JSON names addresses without encryption", Nl: "de client-JSON noemt adressen zonder versleuteling"},
		"other-client": {En: "the client JSON is not the one that this sign-in began with", Nl: "met deze client-JSON is de aanmelding niet begonnen"},
		"shape-id":     {En: "the client ID does not have the usual form", Nl: "de client-ID heeft niet de gebruikelijke vorm"},
		"shape-secret": {En: "the client secret does not have the usual form", Nl: "het clientgeheim heeft niet de gebruikelijke vorm"},
	}
}

func defectWords() map[string]msg.Text {
	return map[string]msg.Text{
		"unreadable-absent":      {En: "There is no file of that name.", Nl: "Er is geen bestand met die naam."},
		"unreadable-denied":      {En: "You may not read it.", Nl: "Je mag het niet lezen."},
		"unreadable-is-a-folder": {En: "It is a folder.", Nl: "Het is een map."},
		"too-large":              {En: "It is larger than 1 MB; a client JSON has less than 2 KB. It is another file.", Nl: "Het is groter dan 1 MB; een client-JSON is kleiner dan 2 KB. Het is een ander bestand."},
		"not-json":               {En: "It is not JSON (line {line}). Often a web page or a screenshot was saved instead.", Nl: "Het is geen JSON (regel {line}). Vaak is er een webpagina of schermafdruk opgeslagen."},
		"truncated":              {En: "It ends too early, in line {line}: the download broke off, or not all of it was copied.", Nl: "Het houdt te vroeg op, in regel {line}: de download brak af, of niet alles is gekopieerd."},
		"no-client":              {En: `It is JSON, but holds no client: the key "web" is missing.`, Nl: `Het is JSON, maar er staat geen client in: de sleutel "web" ontbreekt.`},
		"foreign":                {En: "It names addresses that are not Google's: {authUri} and {tokenUri}.", Nl: "Er staan adressen in die niet van Google zijn: {authUri} en {tokenUri}."},
		"plain-http":             {En: "Given: {authUri} and {tokenUri}. The client secret would be readable on the way.", Nl: "Opgegeven: {authUri} en {tokenUri}. Het clientgeheim zou onderweg leesbaar zijn."},
		"other-client":           {En: "Its client, or one of its addresses, is another than when the authorization link was made. A code is good for the client of its link only.", Nl: "De client of een van de adressen is anders dan toen de autorisatielink werd gemaakt. Een code geldt alleen voor de client van de link."},
		"shape-id":               {En: "It does not look like one of Google's (digits, a hyphen, letters, .apps.googleusercontent.com). A blank or a line break may have come along.", Nl: "Hij ziet er niet uit als een van Google (cijfers, een koppelteken, letters, .apps.googleusercontent.com). Er kan een spatie of regeleinde zijn meegekomen."},
		"shape-secret":           {En: "It does not look like one of Google's, which begin with GOCSPX-. Secrets from before 2021 do not, and still work.", Nl: "Het ziet er niet uit als een geheim van Google; die beginnen met GOCSPX-. Geheimen van voor 2021 doen dat niet en werken nog."},
	}
}

func defectRemedies() map[string]msg.Text {
	return map[string]msg.Text{
		"foreign": {
			En: "If it is from a provider that you chose and whose addresses these are, add `--trust-endpoints`: `{trusting}`.",
			Nl: "Komt het van een aanbieder die je zelf koos en van wie deze adressen zijn, voeg dan `--trust-endpoints` toe: `{trusting}`.",
		},
		"plain-http": {
			En: "Ask your provider for https addresses. Plain http is taken on 127.0.0.1 only, and `--trust-endpoints` does not change that.",
			Nl: "Vraag je aanbieder om https-adressen. Gewoon http mag alleen op 127.0.0.1, en `--trust-endpoints` verandert dat niet.",
		},
		"no-client": {
			En: "{clientsPage} -> your web client (Clients, formerly Credentials) -> Add secret -> Download JSON, and choose that file.",
			Nl: "{clientsPage} -> je webclient (Clients, voorheen Credentials) -> Add secret -> Download JSON, en kies dat bestand.",
		},
		"truncated": {
			En: "Download it again: {clientsPage} -> your web client (Clients, formerly Credentials) -> Add secret -> Download JSON.",
			Nl: "Download het opnieuw: {clientsPage} -> je webclient (Clients, voorheen Credentials) -> Add secret -> Download JSON.",
		},
		"unreadable-denied": {
			En: "Copy it to a folder of your own, or have its owner give it to you.",
			Nl: "Kopieer het naar een eigen map, of laat de eigenaar het je geven.",
		},
		"other-client": {En: "Give the client JSON of that day, or begin again with this one: `mailasset token {name} --start`.", Nl: "Geef de client-JSON van toen, of begin opnieuw met deze: `mailasset token {name} --start`."},
		"shape-id":     {En: "Compare it with {clientsPage} (Clients, formerly Credentials).", Nl: "Vergelijk die met {clientsPage} (Clients, voorheen Credentials)."},
		"shape-secret": {En: "Compare its last 4 characters with {clientsPage} (Clients, formerly Credentials).", Nl: "Vergelijk de laatste 4 tekens met {clientsPage} (Clients, voorheen Credentials)."},
	}
}

func assetFileWords() map[string]msg.Text {
	return map[string]msg.Text{
		"foreign":      {En: "It is there already and is not this asset's. It is never overwritten.", Nl: "Het bestaat al en is niet van deze asset. Het wordt nooit overschreven."},
		"absent":       {En: "There is no file of that name.", Nl: "Er is geen bestand met die naam."},
		"denied":       {En: "You may not read it.", Nl: "Je mag het niet lezen."},
		"is-a-folder":  {En: "It is a folder.", Nl: "Het is een map."},
		"not-a-folder": {En: "Part of its path is a file, not a folder.", Nl: "Een deel van het pad is een bestand, geen map."},
		"large":        {En: "It is larger than 1 MB; the file of an asset has some 2 KB. It is another file.", Nl: "Het is groter dan 1 MB; het bestand van een asset is ongeveer 2 KB. Het is een ander bestand."},
		"empty":        {En: "There is nothing in it.", Nl: "Er staat niets in."},
		"syntax":       {En: "It is not whole {form}; the trouble is in line {line} or just before it.", Nl: "Het is geen volledige {form}; het gaat mis in regel {line} of vlak daarvoor."},
		"tab":          {En: "Line {line} is indented with a tab, which YAML does not take.", Nl: "Regel {line} springt in met een tab, en dat mag niet in YAML."},
		"second":       {En: "A second document begins in line {line}; an asset has one.", Nl: "In regel {line} begint een tweede document; een asset heeft er één."},
		"place":        {En: "One place in it does not hold what belongs there; `mailasset export --template` prints a whole file.", Nl: "Op één plek staat niet wat er hoort; `mailasset export --template` toont een volledig bestand."},
		"places":       {En: "{count} places in it do not hold what belongs there; `mailasset export --template` prints a whole file.", Nl: "Op {count} plekken staat niet wat er hoort; `mailasset export --template` toont een volledig bestand."},
		"damaged":      {En: "What this program keeps there cannot be read. It was edited or damaged.", Nl: "Wat dit programma daar bewaart, is niet te lezen. Het is bewerkt of beschadigd."},
		"newer":        {En: "A newer version of this program wrote it.", Nl: "Een nieuwere versie van dit programma heeft het geschreven."},
	}
}

func assetFileRemedies() map[string]msg.Text {
	return map[string]msg.Text{
		"foreign":      {En: "{otherFile}", Nl: "{otherFile}"},
		"absent":       {En: "Look at the name and the folder; `mailasset list` shows the assets known here.", Nl: "Kijk naar de naam en de map; `mailasset list` toont de assets die hier bekend zijn."},
		"denied":       {En: "Copy it to a folder of your own, or have its owner give it to you.", Nl: "Kopieer het naar een eigen map, of laat de eigenaar het je geven."},
		"is-a-folder":  {En: "Give the file in it, such as NAME.asset.json.", Nl: "Geef het bestand erin, zoals NAAM.asset.json."},
		"not-a-folder": {En: "Look at the path; `mailasset list` shows the assets known here.", Nl: "Kijk naar het pad; `mailasset list` toont de assets die hier bekend zijn."},
		"empty":        {En: "Begin with a whole one: `mailasset export --template` prints it.", Nl: "Begin met een volledig bestand: `mailasset export --template` toont het."},
		"tab":          {En: "Indent with blanks, there and wherever else a tab stands at the beginning of a line.", Nl: "Spring in met spaties, daar en overal waar een tab aan het begin van een regel staat."},
		"second":       {En: "Keep one document: delete what follows the line that separates them.", Nl: "Houd één document: verwijder wat na de regel staat die ze scheidt."},
		"place":        {},
		"places":       {},
		"damaged":      {En: "Move it away and set up again: `mailasset setup {name}`. The answers are in the asset's configuration file.", Nl: "Zet het opzij en richt opnieuw in: `mailasset setup {name}`. De antwoorden staan in het configuratiebestand van de asset."},
		"newer":        {En: "Use that version here too; `mailasset version` tells which one this is.", Nl: "Gebruik die versie ook hier; `mailasset version` zegt welke dit is."},
	}
}
