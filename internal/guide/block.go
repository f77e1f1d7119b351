package guide

// block is a piece of a page, filled in and in one language. What to write is
// decided once; how, by each format.
type block interface{}

type (
	// banner is the heading of a single step on a terminal.
	banner struct{ left, right string }

	// heading stands above a part of a document. Level 1 is its title.
	heading struct {
		level int
		text  line
	}

	// para is a paragraph over the whole width.
	para struct{ text line }

	// entry is a text with a word before it, such as Open or Why. Without a word
	// it is a remark on what stands above.
	entry struct {
		word string
		text line
	}

	// press lists buttons in the order in which they are pressed.
	press struct {
		word    string
		buttons line
	}

	// field is the name of a field on a form and what to do with it.
	field struct {
		word string
		text line
	}

	// value is to be pasted: it stands alone.
	value struct{ text string }

	// link is an address to open: it stands alone.
	link struct{ url string }

	// tasks are carried out one after the other.
	tasks struct {
		word     string
		numbered bool
		items    []task
	}

	// answers say what to do about what one sees.
	answers struct {
		word  string
		items []answer
	}

	// bullets list things in no order.
	bullets struct{ items []line }

	// terms explain words.
	terms struct{ items []term }

	// gap is an empty line, where lines are counted.
	gap struct{}
)

type task struct {
	say  line
	body []block
}

type answer struct {
	sees, do line
	link     []block // a link, or none
}

type term struct{ name, text line }
