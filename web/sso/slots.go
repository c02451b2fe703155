package sso

// Slots are places for bodies of responses.
type Slots struct {
	Size                string // that they are for
	Held, Waiting, Most int
}

// Slots tells how many bodies are held and wait.
func (h *Handlers) Slots() []Slots {
	return []Slots{h.gates.all.slots("usual"), h.gates.large.slots("large")}
}

func (g *gate) slots(size string) Slots {
	g.mu.Lock()
	defer g.mu.Unlock()
	return Slots{Size: size, Held: len(g.holding), Waiting: len(g.waiting), Most: g.most}
}
