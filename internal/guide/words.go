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
