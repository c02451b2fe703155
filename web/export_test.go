package web

// Patterns lists the routes of a listener.
func Patterns(o Options) []string {
	routes, _, _ := mount(o)
	return routes.Patterns()
}
