package guide

// Branch says which parts apply. An empty field means that all do.
type Branch struct {
	Audience string `yaml:"audience" check:"audience"` // internal or external
	Account  string `yaml:"account" check:"account"`   // consumer or workspace
	// Reader tells whoever runs the program (setup) from the reader of a letter,
	// who does not have it. An empty one of a reader is setup.
	Reader string `yaml:"reader" check:"reader"`
}

// The readers.
const (
	readerSetup  = "setup"
	readerLetter = "letter"
)

// Applies reports whether a part meant for b is to be shown to a reader of
// whom branch is known.
func (b Branch) Applies(branch Branch) bool {
	return agree(b.Audience, branch.Audience) && agree(b.Account, branch.Account) && agree(b.Reader, branch.Reader)
}

func agree(a, b string) bool { return a == "" || b == "" || a == b }
