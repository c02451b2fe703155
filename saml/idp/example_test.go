package idp_test

import (
	"fmt"
	"time"

	"gatehouse/saml/idp"
)

func ExampleProvider_Respond() {
	now := time.Now()
	provider, err := idp.New("https://idp.example.com/metadata", "https://idp.example.com/sso", now, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	form, err := provider.Respond(
		idp.Request{ID: "_01", ACSURL: "https://sso.example.com/acs", Audience: "https://sso.example.com/sp",
			RelayState: "_01"},
		idp.Options{User: idp.DefaultUser("acme.com"), Now: now, Fault: "wrong-audience"},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	fault, _ := idp.Lookup("wrong-audience")
	fmt.Println("post to", form.ACSURL)
	fmt.Println(fault.What)
	fmt.Println(fault.Class, "/", fault.Cause)
	// Output:
	// post to https://sso.example.com/acs
	// The assertion is meant for another service provider.
	// Malformed SAML Response / audience
}
