package web

import "gatehouse/web/ops"

// Patterns lists the routes of a listener.
func Patterns(o Options) []string {
	o.Process.Metrics = ops.NewMetrics()
	routes, _, _ := mount(o)
	return routes.Patterns()
}
