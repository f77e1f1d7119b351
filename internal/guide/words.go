package guide

// The words around the texts of the pack. Those that stand in the gutter are
// shorter than it.
var (
	wordStep    = Text{"Step", "Stap"}
	wordOf      = Text{"of", "van"}
	wordTAC     = Text{"TAC step", "TAC-stap"}
	wordTACs    = Text{"TAC steps", "TAC-stappen"}
	wordAnd     = Text{"and", "en"}
	wordChecked = Text{"last checked", "laatst nagegaan"}

	wordOpen  = Text{"Open", "Open"}
	wordDo    = Text{"Do", "Doe"}
	wordPress = Text{"Press", "Klik"}
	wordAfter = Text{"After", "Daarna"}
	wordWhy   = Text{"Why", "Waarom"}
	wordIfNot = Text{"If not", "Zo niet"}

	wordFormerly   = Text{"Formerly:", "Voorheen:"}
	wordInDocument = Text{"In Cisco's document:", "In het document van Cisco:"}
	wordOnlyFor    = Text{"only for", "alleen voor"}
	wordSignedInAs = Text{", signed in as ", ", aangemeld als "}
	wordCisco      = Text{"TAC", "TAC"}
)

// kindWords stand before a field: what a person does with it.
var kindWords = map[string]Text{
	Type:   {"Paste", "Plak"},
	Choose: {"Choose", "Kies"},
	Tick:   {"Tick", "Vink aan"},
	Copy:   {"Copy", "Kopieer"},
	Secret: {"Paste", "Plak"},
}

// branchWords name the sides of a branch as the screens do.
var branchWords = map[string]Text{
	"internal":  {"Internal", "Internal"},
	"external":  {"External", "External"},
	"consumer":  {"a gmail.com account", "een gmail.com-account"},
	"workspace": {"a Workspace account", "een Workspace-account"},
}

// noProject is said when a link had to be written without its project.
var noProject = Text{
	"Pick the project at the top of the page: {project}",
	"Kies bovenaan de pagina het project: {project}",
}

// The words of a document.
var (
	headNeeds   = Text{"What you need", "Wat je nodig hebt"}
	headTAC     = Text{"In the order of Cisco's document", "In de volgorde van het document van Cisco"}
	headOpen    = Text{"Still open", "Nog open"}
	headSources = Text{"Sources", "Bronnen"}

	sayReading = Text{
		"What you paste stands alone on its line. A name in pointed brackets is a value that was not known yet. Such names are explained at the end. No secret stands in this document.",
		"Wat je plakt, staat alleen op een regel. Een naam tussen punthaken is een waarde die nog niet bekend was. Die namen worden aan het eind uitgelegd. In dit document staat geen enkel geheim.",
	}
	sayTAC = Text{
		"The headings carry the numbers of Cisco's document. What it asks for under a number stands there as it is done today. Parts without a number are what it leaves out.",
		"De koppen dragen de nummers van het document van Cisco. Wat het onder een nummer vraagt, staat daar zoals het nu gaat. Delen zonder nummer ontbreken in het document.",
	}
	sayTerm      = Text{"in the document", "in het document"}
	sayContinued = Text{", continued", ", vervolg"}
	sayOpen      = Text{
		"These values were not known when this was written. Put yours wherever the name stands.",
		"Deze waarden waren nog niet bekend toen dit werd geschreven. Vul die van jou in waar de naam staat.",
	}
	saySources = Text{"All steps were last held against their sources on", "Alle stappen zijn het laatst met de bronnen vergeleken op"}
	sayEdition = Text{"Edition", "Editie"}
)

// The words of a letter.
var (
	wordFor   = Text{"For", "Voor"}
	wordTakes = Text{"Takes", "Duurt"}
	headBack  = Text{"What to send back", "Wat je terugstuurt"}
	headRisks = Text{"What can go wrong", "Wat er mis kan gaan"}

	sayHello  = Text{"Hello,", "Hallo,"}
	sayLetter = Text{
		"What you paste stands alone on its line. Copy it, do not type it.",
		"Wat je plakt, staat alleen op een regel. Kopieer het en typ het niet over.",
	}
	sayAsk = Text{
		"Do you see something else than this letter says? Stop there and send the whole text of the page, without passwords.",
		"Zie je iets anders dan in deze brief staat? Stop dan en stuur de hele tekst van de pagina, zonder wachtwoorden.",
	}
	sayThanks = Text{"Thank you for your help.", "Bedankt voor je hulp."}
	sayNever  = Text{
		"Never send a password, and no token either. Nobody needs them for this.",
		"Stuur nooit een wachtwoord en ook geen token. Niemand heeft die hiervoor nodig.",
	}
)

// sayHow introduces what is sent back, by how it may be sent.
var sayHow = map[string]Text{
	openly: {
		"To whoever sent you this letter, by ordinary mail or chat, as none of it is secret:",
		"Aan degene die je deze brief stuurde, via gewone mail of chat, want geheim is dit niet:",
	},
	safely: {
		"Over a safe channel only, never by mail or chat, because it is secret:",
		"Alleen langs een veilige weg, nooit via mail of chat, want dit is geheim:",
	},
}

// saySafe names the safe channels.
var saySafe = Text{
	"A safe channel is a password manager that you both use, or a one-time secret link of your own organisation. Or an encrypted archive whose password you tell by telephone. Delete your copy once the other has it.",
	"Een veilige weg is een wachtwoordkluis die jullie allebei gebruiken, of een eenmalige geheime link van je eigen organisatie. Of een versleuteld archief waarvan je het wachtwoord via de telefoon doorgeeft. Verwijder je eigen kopie zodra de ander het heeft.",
}
