package prompt

// suspend does nothing: Windows has no job control.
func suspend() {}

// watchContinues does nothing: Windows has no job control.
func watchContinues() {}
