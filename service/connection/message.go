package connection

import "gatehouse/model"

// SetupMessage is what one writes to the IT admin who sets the identity provider up
// by hand: all our values, and what is needed back.
func (s Service) SetupMessage(c model.Connection) string {
	if c.ByOIDC() {
		return "Hello,\nto set up single sign-on, please create a web application for OpenID Connect with the " +
			"authorization code flow, and enter there:\n\n" +
			"Redirect URI (sign-in redirect URI, callback):  " + s.ACSURL(c) + "\n\n" +
			"Please grant it the scopes openid, email and profile, and assign the users who will sign in.\n" +
			"Then send us its issuer URL and its client ID, and its client secret over a safe way.\n"
	}
	return "Hello,\nto set up single sign-on in " + model.TypeLabel(c.Type) +
		", please create a SAML application with these values:\n\n" +
		"ACS URL (single sign-on URL):     " + s.ACSURL(c) + "\n" +
		"Entity ID (audience):             " + s.EntityID(c) + "\n" +
		"Metadata, if it can be imported:  " + s.MetadataURL(c) + "\n\n" +
		"Please send the attributes id, email, firstName and lastName, and assign the users who will sign in.\n" +
		"Then send us the metadata of the application: its URL, or the XML file.\n"
}
