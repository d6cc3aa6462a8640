"""What letters about plans carry beside their words: links with a secret, made when the letter goes out."""

from communities import letters
from plans.actions import action_links

letters.lead(action_links.KIND, action_links.leading)
