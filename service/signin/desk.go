package signin

// Load is what the listener had to turn away.
func (s Service) Load() *Load { return &s.state.load }
