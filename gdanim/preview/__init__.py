"""The live page of a scene file: save the file, and the film on the page is another.

    scene file ──watch──> Desk ──vary──> Scene ──stage──> Film ──drawing k, as it is asked for──> page

No film is encoded. The page asks for drawings by their index and shows them at the film's own pace.
"""
