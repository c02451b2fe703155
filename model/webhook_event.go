package model

// EventDelivery is what became of an event at a webhook endpoint.
type EventDelivery struct {
	Endpoint WebhookEndpoint
	Delivery *WebhookDelivery // nil: there is none
	Why      string           // there is none, in words
}

// WhyNoDelivery says why there is no delivery of an event to an endpoint.
func (e WebhookStatus) WhyNoDelivery(of AppEvent) string {
	_, position, _ := ParseEventID(of.ID)
	switch {
	case !e.Wants(string(of.Name)):
		return "it is not told of " + string(of.Name)
	case e.Disabled:
		return "it is disabled"
	case of.Created.Before(e.Since):
		return "it was made or enabled after this happened"
	case position > e.Progress.Position && e.Progress.Full():
		return "this waits until fewer others wait to be sent to it"
	case position > e.Progress.Position:
		return "this is about to be sent"
	}
	return "no delivery is kept any more, or it was not told of such events then"
}
