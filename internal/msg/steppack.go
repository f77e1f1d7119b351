package msg

// What is wrong at a place of a step pack.
var (
	PackAlias       = Text{"anchors and aliases are not used in a pack", "ankers en aliassen horen niet in een pakket"}
	PackTag         = Text{"tags are not used in a pack", "tags horen niet in een pakket"}
	PackText        = Text{"a text is expected here", "hier hoort een tekst"}
	PackList        = Text{"a list is expected here", "hier hoort een lijst"}
	PackMapping     = Text{"a mapping of names to values is expected here", "hier horen namen met waarden"}
	PackPlaceholder = Text{"unknown placeholder %s", "onbekende plaatshouder %s"}
	PackInvisible   = Text{"an invisible character", "een onzichtbaar teken"}
	PackUnknown     = Text{"unknown field", "onbekend veld"}
	PackTwice       = Text{"given twice", "staat er twee keer"}
	PackMissing     = Text{"missing", "ontbreekt"}
	PackEmpty       = Text{"empty", "leeg"}
	PackLarge       = Text{"larger than 1 MB", "groter dan 1 MB"}
	PackSecond      = Text{"a second document; a pack is one", "een tweede document; een pakket is er één"}
	PackNotYAML     = Text{"not YAML: %s", "geen YAML: %s"}
	PackNotYAMLHere = Text{"not YAML here or below: %s", "geen YAML, hier of verderop: %s"}
	PackSecret      = Text{"a secret has no value in a pack", "een geheim heeft geen waarde in een pakket"}
	PackNoValue     = Text{"neither a value nor a note", "geen waarde en geen toelichting"}
	PackDate        = Text{"%q is not a date such as 2026-11-22", "%q is geen datum zoals 2026-11-22"}
	PackNoTAC       = Text{"Cisco's document has no step %q", "het document van Cisco heeft geen stap %q"}
	PackNoneOf      = Text{"%q is none of %s", "%q is niet een van %s"}
	PackStepTwice   = Text{"the step %q stands twice", "de stap %q staat er twee keer"}
	PackStepBefore  = Text{"the step %q comes before %q", "de stap %q komt voor %q"}
	PackStepMissing = Text{"the step %q is missing", "de stap %q ontbreekt"}
	PackNumbers     = Text{"the numbers must be %s, in this order", "de nummers moeten %s zijn, in deze volgorde"}
	PackUntold      = Text{"no chapter tells the step %q", "geen hoofdstuk beschrijft de stap %q"}
	PackElsewhere   = Text{"chapter %q does not tell the step %q", "hoofdstuk %q beschrijft de stap %q niet"}
	PackNoAddress   = Text{"%q is not an address", "%q is geen adres"}
	PackNoHTTPS     = Text{"%q must begin with https://", "%q moet met https:// beginnen"}
	PackNoHost      = Text{"%q must name a host and nothing else before the path", "in %q hoort voor het pad een host en niets anders"}
	PackFilledHost  = Text{"%q may hold placeholders only after the question mark", "in %q mogen plaatshouders alleen achter het vraagteken staan"}
)
