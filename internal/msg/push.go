package msg

// The command push.
var (
	HelpPush     = Text{"create or update the asset through the Webex Connect Digital Asset API", "de asset maken of bijwerken via de Digital Asset API van Webex Connect"}
	HelpPushLong = Text{
		`Creates the asset in Webex Connect, or brings the one that is there to the state of this machine. It looks
first, asks before it writes, and never makes a second asset of one Email ID. Stdout gets the asset's id.

How the API names the fields of its bodies is published on its reference page only, so they come from a mapping
file. Without one: make one asset by hand, let --learn read it, and confirm what it proposes; or fill in the
file that --template prints.

The token is a Webex personal access token with the digital-asset scope:
https://developer.webex.com/webex-connect/docs/webex-connect-personal-access-token`,
		`Maakt de asset in Webex Connect, of brengt de asset die er al is in de staat van deze machine. Hij kijkt eerst,
vraagt voordat hij schrijft en maakt nooit een tweede asset met dezelfde Email ID. Op stdout komt de id van de asset.

Hoe de API de velden noemt, staat alleen op de referentiepagina ervan; daarom komen de namen uit een mappingbestand.
Heb je dat niet: maak één asset met de hand, laat --learn die lezen en bevestig het voorstel; of vul het bestand in
dat --template toont.

Het token is een personal access token van Webex met het bereik voor digital assets:
https://developer.webex.com/webex-connect/docs/webex-connect-personal-access-token`,
	}
	FlagMapping   = Text{"`FILE` with the field names of the Digital Asset API (default connect-mapping.yaml in the state directory)", "`FILE` met de veldnamen van de Digital Asset API (standaard connect-mapping.yaml in de statusmap)"}
	FlagTokenFile = Text{"`FILE` with the Webex personal access token", "`FILE` met het personal access token van Webex"}
	FlagAssetID   = Text{"`ID` of an asset that is there already: update it, or learn from it", "`ID` van een asset die er al is: die bijwerken, of ervan leren"}
	FlagDryRun    = Text{"show the request with its secrets masked; send nothing", "de aanvraag tonen met gemaskeerde geheimen; niets versturen"}
	FlagLearn     = Text{"read an asset that is there already and propose the mapping", "een bestaande asset lezen en de mapping voorstellen"}
	FlagTemplate  = Text{"print a mapping file to fill in", "een mappingbestand tonen om in te vullen"}

	AskOrganization  = Text{"What is the ID of the Webex organisation?", "Wat is de ID van de Webex-organisatie?"}
	HelpOrganization = Text{
		"Control Hub (https://admin.webex.com) -> Account -> Organization ID. The token must belong to somebody of this organisation.",
		"Control Hub (https://admin.webex.com) -> Account -> Organization ID. Het token moet van iemand uit deze organisatie zijn.",
	}
	OrganizationOdd  = Text{"an organisation ID is one word of plain characters", "een organisatie-ID is één woord van gewone tekens"}
	AskRegion        = Text{"In which region does Webex Connect run for you?", "In welke regio draait Webex Connect voor jullie?"}
	AskConnectToken  = Text{"Webex personal access token (nothing is shown while you type)", "Personal access token van Webex (tijdens het typen zie je niets)"}
	HelpConnectToken = Text{
		"https://developer.webex.com/webex-connect/docs/webex-connect-personal-access-token -> API Reference -> an operation of email assets -> Use personal access token -> copy. It lives for a short time.",
		"https://developer.webex.com/webex-connect/docs/webex-connect-personal-access-token -> API Reference -> een bewerking van e-mailassets -> Use personal access token -> kopiëren. Het is maar kort geldig.",
	}
	NoWebexToken    = Text{"a Webex personal access token is needed: --token-file FILE, or a terminal to ask on", "er is een personal access token van Webex nodig: --token-file FILE, of een terminal om het op te vragen"}
	AskKeepToken    = Text{"Keep this token in the system's keyring?", "Dit token in de sleutelbos van het systeem bewaren?"}
	TokenKeptNot    = Text{"%s The token was not kept: %s", "%s Het token is niet bewaard: %s"}
	TokenOdd        = Text{"a token is one word of plain characters", "een token is één woord van gewone tekens"}
	TokenFileOdd    = Text{"read the Webex token in %s: one word of plain characters is due, and nothing else", "het Webex-token in %s lezen: er hoort één woord van gewone tekens te staan, en niets anders"}
	PushLacks       = Text{"the asset is not ready for Webex Connect: it lacks %s", "de asset is nog niet klaar voor Webex Connect: dit ontbreekt: %s"}
	PushLacksFix    = Text{"Finish it first: `%s`.", "Maak hem eerst af: `%s`."}
	PushLooked      = Text{"%s Webex Connect has no asset for %s", "%s Webex Connect heeft nog geen asset voor %s"}
	PushFoundOwn    = Text{"%s asset %s is there already", "%s asset %s is er al"}
	PushNothing     = Text{"nothing", "niets"}
	PushSecret      = Text{"    %-22s is sent again: the API does not show the old one", "    %-22s gaat opnieuw mee: de API toont het oude niet"}
	PushOtherSecret = Text{"    %-22s is another one there", "    %-22s is daar een ander"}
	PushUnchanged   = Text{"%s nothing to do: it is as it is configured here", "%s niets te doen: alles staat er zoals hier ingesteld"}
	AskPushCreate   = Text{"Create the asset %q for %s in Webex Connect?", "De asset %q voor %s maken in Webex Connect?"}
	AskPushUpdate   = Text{"Update the asset %s for %s in Webex Connect?", "De asset %s voor %s bijwerken in Webex Connect?"}
	AskAdopt        = Text{
		"Webex Connect has an asset for %[2]s already (%[1]s), which this program did not make. Take it over and update it from now on?",
		"Webex Connect heeft al een asset voor %[2]s (%[1]s), die niet door dit programma is gemaakt. Die overnemen en voortaan bijwerken?",
	}
	AskNoneYet = Text{
		"The API cannot list assets. Look in Webex Connect at Assets -> Apps: is there no asset with the Email ID %s yet?",
		"De API kan geen assets opsommen. Kijk in Webex Connect bij Assets -> Apps: is er nog geen asset met Email ID %s?",
	}
	AskNoneElsewhere = Text{
		"The API shows only a part of the assets. Look in Webex Connect at Assets -> Apps: is there no asset with the Email ID %s yet?",
		"De API toont maar een deel van de assets. Kijk in Webex Connect bij Assets -> Apps: is er nog geen asset met Email ID %s?",
	}
	AskGone = Text{
		"Webex Connect refuses to show the asset %s, and lists none for %s. It may be gone, or this token may not see it. Look at Assets -> Apps: is there really none any more, and should a new one be made?",
		"Webex Connect weigert de asset %s te tonen en noemt er geen voor %s. Misschien is hij weg, misschien mag dit token hem niet zien. Kijk bij Assets -> Apps: is hij er echt niet meer, en moet er een nieuwe komen?",
	}
	PushSeveral = Text{
		"Webex Connect has %d assets for %s: %s. Say with --asset-id which one is meant, and remove the others there",
		"Webex Connect heeft %d assets voor %s: %s. Zeg met --asset-id welke je bedoelt en verwijder de andere daar",
	}
	PushNoSuch = Text{
		"Webex Connect has no asset %s. Open the asset in Webex Connect and copy its id from there",
		"Webex Connect heeft geen asset %s. Open de asset in Webex Connect en kopieer de id daar",
	}
	AnsweredNo   = Text{"%s no (%s)", "%s nee (%s)"}
	NotPushed    = Text{"Nothing was written to Webex Connect.", "Er is niets naar Webex Connect geschreven."}
	PushCreated  = Text{"%s created: asset %s", "%s gemaakt: asset %s"}
	PushUpdated  = Text{"%s updated: asset %s", "%s bijgewerkt: asset %s"}
	PushAfterAll = Text{"%s No proper answer came, but a look showed that it was carried out after all (%s).", "%s Er kwam geen goed antwoord, maar bij nakijken blijkt dat het toch is gebeurd (%s)."}
	PushUnread   = Text{"%s It was written, but could not be read back: %s", "%s Het is geschreven, maar teruglezen lukte niet: %s"}
	PushStill    = Text{"%s Webex Connect has this otherwise than it was sent:", "%s Dit staat in Webex Connect anders dan het is verstuurd:"}
	PushGiven    = Text{
		"%s Webex Connect gives this asset another %s: %s, not %s. Take it over, so that Google and Gmail get it too:\n%s",
		"%s Webex Connect geeft deze asset een andere waarde voor %s: %s in plaats van %s. Neem die over, zodat Google en Gmail hem ook krijgen:\n%s",
	}
	PushForwarding = Text{"%s kept: the forwarding address %s", "%s bewaard: het doorstuuradres %s"}
	PushNext       = Text{
		"What only a person can do there: Generate Token, Save, Register To Webex Engage (mailasset sheet %s).",
		"Wat alleen een mens daar kan doen: Generate Token, Save, Register To Webex Engage (mailasset sheet %s).",
	}
	DryRunNote = Text{
		"This would be sent. Nothing was. --dry-run did not look in Webex Connect: the real run looks first, and updates the asset if it is there already.",
		"Dit zou worden verstuurd. Er is niets verstuurd. Met --dry-run is er niet in Webex Connect gekeken: zonder --dry-run gebeurt dat eerst, en wordt de asset bijgewerkt als hij er al is.",
	}
	DryRunUnconfirmed = Text{"The mapping is not confirmed: the real run would refuse it.", "De mapping is niet bevestigd: zonder --dry-run wordt hij geweigerd."}
	UniqueHere        = Text{"<unique for each request>", "<uniek per aanvraag>"}

	LearnTitle     = Text{"Asset %s, read from Webex Connect. This is where the values seem to stand:", "Asset %s, gelezen uit Webex Connect. Hier lijken de waarden te staan:"}
	LearnExact     = Text{"found", "gevonden"}
	LearnUnsure    = Text{"unsure", "onzeker"}
	LearnOpen      = Text{"open", "nog open"}
	LearnKept      = Text{"kept", "behouden"}
	LearnCould     = Text{"one of %s", "een van %s"}
	LearnSecret    = Text{"(secret)", "(geheim)"}
	LearnUnknown   = Text{"Not made use of: %s", "Niet gebruikt: %s"}
	LearnFixed     = Text{"Sent along as it is: %s = %v", "Gaat ongewijzigd mee: %s = %v"}
	LearnID        = Text{"The asset's id: %s", "De id van de asset: %s"}
	LearnItems     = Text{"The list: %s", "De lijst: %s"}
	LearnTheAnswer = Text{"the answer itself", "het antwoord zelf"}
	LearnState     = Text{"The state of the tokens: %s. What it says when they are valid, you add as tokenValid.", "De toestand van de tokens: %s. Wat daar staat als ze geldig zijn, voeg je toe als tokenValid."}
	LearnNoList    = Text{"%s The list of assets could not be read: %s", "%s De lijst met assets was niet te lezen: %s"}
	LearnAssumed   = Text{
		"Get was tried just now. That an update is %s is assumed: hold it against the API reference.",
		"Get is zojuist geprobeerd. Dat bijwerken %s is, is een aanname: vergelijk het met de API-referentie.",
	}
	AskPlace           = Text{"Where does %s stand (%s)?", "Waar staat %s (%s)?"}
	PlaceOpen          = Text{"leave open", "open laten"}
	AskLearn           = Text{"Is this right, so that it is used from now on?", "Klopt dit, zodat het voortaan wordt gebruikt?"}
	AskLearnReplace    = Text{"Is this right, and may it replace %s?", "Klopt dit, en mag het %s vervangen?"}
	AskLearnIncomplete = Text{
		"It is incomplete, so that push does not work with it as it stands: open is %s.",
		"Hij is niet compleet, dus push werkt er zo niet mee: open is %s.",
	}
	NotLearned  = Text{"Nothing was written.", "Er is niets geschreven."}
	Learned     = Text{"%s written: %s", "%s geschreven: %s"}
	LearnedOpen = Text{
		"%s It is not used yet. Fill in what is open (%s), say none for what the API does not have, and set confirmed: true.",
		"%s Hij wordt nog niet gebruikt. Vul in wat open is (%s), schrijf none bij wat de API niet heeft, en zet confirmed: true.",
	}
)

// What the check of the asset in Webex Connect says.
var (
	CheckConnectUnwished = Text{"not looked at: no Webex token was given (--token-file)", "niet bekeken: er is geen Webex-token opgegeven (--token-file)"}
	CheckConnectUnread   = Text{"the asset in Webex Connect could not be looked at", "de asset in Webex Connect was niet te bekijken"}
	CheckConnectMissing  = Text{"Webex Connect has no email asset for %s", "Webex Connect heeft geen e-mailasset voor %s"}
	CheckConnectSeveral  = Text{"Webex Connect has %d email assets for %s", "Webex Connect heeft %d e-mailassets voor %s"}
	CheckConnectDiffers  = Text{"asset %s in Webex Connect differs in: %s", "asset %s in Webex Connect wijkt af in: %s"}
	CheckConnectNoToken  = Text{"the asset in Webex Connect has no valid tokens: Generate Token is due", "de asset in Webex Connect heeft geen geldige tokens: klik daar op Generate Token"}
	CheckConnectGood     = Text{"asset %s in Webex Connect has these %d values, and valid tokens", "asset %s in Webex Connect heeft deze %d waarden, en geldige tokens"}
	CheckConnectSame     = Text{"asset %s in Webex Connect has these %d values; whether its tokens are valid is not told", "asset %s in Webex Connect heeft deze %d waarden; of de tokens geldig zijn, vertelt de API niet"}
)
