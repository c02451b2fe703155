package core

// UntilNone repeats what does a part each time and says how much, until there is nothing left to do.
func UntilNone(part func() (int, error)) error {
	for {
		if n, err := part(); err != nil || n == 0 {
			return err
		}
	}
}
