package pages

import "gatehouse/model"

// Look is a branding as the pages need it.
type Look struct {
	Name       string
	Style      string // URL of a style sheet, "" for the product's own
	Logo       string // URL, "" for the product's own
	Support    string
	SupportURL string
}

// LookOf is the look of a vendor.
func LookOf(b model.Branding) Look {
	l := Look{Name: b.Name, Support: b.Support, SupportURL: b.SupportURL()}
	root := "/brand/" + string(b.EnvironmentID)
	if b.Colour != "" {
		l.Style = root + "/style.css"
	}
	if len(b.Logo) > 0 {
		l.Logo = root + "/logo"
	}
	return l
}
