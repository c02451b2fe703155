package screen

import (
	"slices"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// IntentFields are the boxes of a form, one for each feature that a setup link can be for.
func IntentFields(ticked []model.Intent) (fields []*widget.Field) {
	for _, i := range model.Intents() {
		fields = append(fields, &widget.Field{Name: string(i), Label: i.Label(), Box: true,
			Ticked: slices.Contains(ticked, i), Help: intentHelp(i)})
	}
	return fields
}

// TickedIntents are the features that were chosen in [IntentFields].
func TickedIntents(values map[string]string) (ticked []model.Intent) {
	for _, i := range model.Intents() {
		if values[string(i)] != "" {
			ticked = append(ticked, i)
		}
	}
	return ticked
}

// intentHelp says what an IT admin does there.
func intentHelp(i model.Intent) string {
	switch i {
	case model.IntentSSO:
		return "connects and tests the identity provider"
	case model.IntentDomainVerification:
		return "proves by DNS that the email domains are theirs"
	case model.IntentCertificateRenewal:
		return "replaces the signing certificate before it ends"
	}
	return "asks for it; you fulfil what was asked"
}
